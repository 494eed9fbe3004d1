(async () => {
  const list = document.getElementById('sequence'), state = document.getElementById('live');
  const pause = () => new Promise((done) => setTimeout(done, 3000));
  for (let next = list.dataset.next; ;) {
    state.textContent = 'Live';
    try {
      const answer = await fetch('?live=' + next, { redirect: 'error' });
      if (answer.status === 401 || answer.status === 404) throw answer;
      if (!answer.ok) { state.textContent = 'Waits for a place'; await pause(); continue; }
      if (answer.headers.get('authctl-end') === 'cleared') list.textContent = '';
      const isBelow = window.innerHeight + window.scrollY > document.body.scrollHeight - 80;
      list.insertAdjacentHTML('beforeend', await answer.text());
      while (list.children.length > 300) list.firstElementChild.remove();
      document.getElementById('none').hidden = list.children.length > 0;
      if (isBelow) window.scrollTo(0, document.body.scrollHeight);
      next = answer.headers.get('authctl-next') || next;
      if (answer.headers.get('authctl-end') === 'closed') await pause();
    } catch (gone) {
      if (gone instanceof Response) { state.textContent = 'Load the page again'; return; }
      state.textContent = 'The provider does not answer';
      await pause();
    }
  }
})();
