const KINDS = 'a, area, button, summary, [role=button], [role=link], [role=menuitem], [onclick], ' +
  'input[type=submit], input[type=image], input[type=button]';
const TYPED = ['text', 'password', 'email', 'tel', 'search', 'url', 'number', 'textarea'];
const asks = (element) => [...(element.form?.elements ?? [])].some((field) => TYPED.includes(field.type));
const pressable = () => {
  const found = [];
  const look = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) look(element.shadowRoot);
      if (element.matches(KINDS)) found.push(element);
    }
  };
  look(document);
  const can = (element) => !element.disabled && (element.checkVisibility?.() ?? true) && !asks(element);
  return found.filter(can).slice(0, 500);
};
