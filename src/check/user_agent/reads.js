const all = (store) => Object.fromEntries(
  Array.from({length: store.length}, (_, at) => store.key(at)).map((name) => [name, store.getItem(name)]));
const kept = (store) => { try { return all(store()); } catch { return {}; } };
const action = (element) => element.getAttribute('formaction') ?? element.form.getAttribute('action') ?? '';
const target = (element) => element.href ||
  (element.type === 'submit' && element.form ? new URL(action(element), document.baseURI).href : '');
const leads = (element) => { try { return String(target(element)).slice(0, 4096); } catch { return ''; } };
const label = (element) => (element.innerText || element.value || element.getAttribute('aria-label') || element.title ||
  element.querySelector('img')?.alt || '').trim().slice(0, 200);
// what a script or a style says nobody sees
const shown = document.documentElement?.cloneNode(true);
shown?.querySelectorAll('script, style, noscript').forEach((element) => element.remove());
return {
  url: location.href,
  html: shown?.outerHTML.slice(0, 4194304) ?? '',
  pressables: pressable().map((element) => ({label: label(element), url: leads(element)})),
  stored: {local: kept(() => localStorage), session: kept(() => sessionStorage)},
};
