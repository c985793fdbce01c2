/* Search while typing: <form method="post" data-live-search="results"> sends itself, CSRF field included, and puts the
   region of the same id from the answer in place of the one shown.  The region's neighbour `results-status`
   (role="status") says how many were found; an answer that comes too late is dropped.

   XMLHttpRequest, not fetch: its `document` answers are parsed without running scripts and without a string that a
   Trusted Types policy would have to bless. */

const pause = 300; /* ms after the last key */
const shortest = 2; /* characters */

function take_over(id, answer) {
  const shown = document.getElementById(id);
  const found = answer?.getElementById(id);
  if (!shown || !found) return false;
  shown.replaceChildren(...[...found.childNodes].map((node) => document.importNode(node, true)));
  const status = document.getElementById(`${id}-status`);
  const words = answer.getElementById(`${id}-status`);
  if (status && words) status.textContent = words.textContent;
  return true;
}

function live_search(form) {
  const id = form.dataset.liveSearch;
  let timer = 0;
  let request = null;
  let asked = '';

  function settle() {
    request = null;
    document.getElementById(id)?.removeAttribute('aria-busy');
  }

  function stop() {
    clearTimeout(timer);
    request?.abort();
    settle();
  }

  function ask() {
    const body = new URLSearchParams(new FormData(form));
    if (body.toString() === asked) return;
    stop();
    asked = body.toString();
    const mine = new XMLHttpRequest();
    request = mine;
    mine.open('POST', form.getAttribute('action')); /* a field may be called action */
    mine.responseType = 'document';
    mine.setRequestHeader('X-Live-Search', id);
    mine.addEventListener('load', () => {
      if (request !== mine) return;
      settle();
      /* Signed out, or a fault: the page itself must say so, so ask for it the plain way. */
      if (mine.status !== 200 || !take_over(id, mine.response)) asked = '';
    });
    mine.addEventListener('error', () => {
      if (request === mine) settle();
      asked = '';
    });
    document.getElementById(id)?.setAttribute('aria-busy', 'true');
    mine.send(body);
  }

  form.addEventListener('input', (event) => {
    clearTimeout(timer);
    if (event.isComposing || String(event.target.value).trim().length < shortest) return;
    timer = setTimeout(ask, pause);
  });
  form.addEventListener('submit', stop);
}

export function watch_live_searches() {
  for (const form of document.querySelectorAll('form[data-live-search]')) live_search(form);
}
