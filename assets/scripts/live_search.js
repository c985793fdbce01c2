/* Search while typing: <form method="post" data-live-search="results"> sends itself, CSRF field included, and puts the
   region of the same id from the answer in place of the one shown.  The region's neighbour `results-status`
   (role="status") says how many were found; an answer that comes too late is dropped.  On a network that fails it says
   so (data-failed) in place of a number, marks what is shown as of before, and asks again by itself.  The arrow down
   leads from the box to the first answer, from there the arrows go up and down.

   XMLHttpRequest, not fetch: its `document` answers are parsed without running scripts and without a string that a
   Trusted Types policy would have to bless. */

const pause = 300; /* ms after the last key */
const shortest = 2; /* characters */
const patience = 15000; /* ms for an answer */
const again_after = [2000, 5000, 15000, 30000]; /* ms, after each failure in a row */

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
  let failures = 0;

  function settle() {
    request = null;
    document.getElementById(id)?.removeAttribute('aria-busy');
  }

  function stop() {
    clearTimeout(timer);
    const running = request;
    settle();
    running?.abort();
  }

  /* Never an empty answer in place of one that did not come. */
  function fail() {
    settle();
    asked = '';
    const shown = document.getElementById(id);
    const status = document.getElementById(`${id}-status`);
    if (shown) shown.dataset.stale = '';
    if (status && form.dataset.failed) status.textContent = form.dataset.failed;
    timer = setTimeout(ask, again_after[Math.min(failures, again_after.length - 1)]);
    failures += 1;
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
      if (mine.status >= 500) { fail(); return; }
      settle();
      /* Signed out, or refused: the page itself must say so, so ask for it the plain way. */
      if (mine.status !== 200 || !take_over(id, mine.response)) { asked = ''; return; }
      failures = 0;
      delete document.getElementById(id).dataset.stale;
    });
    for (const event of ['error', 'timeout']) mine.addEventListener(event, () => { if (request === mine) fail(); });
    mine.timeout = patience;
    document.getElementById(id)?.setAttribute('aria-busy', 'true');
    mine.send(body);
  }

  form.addEventListener('input', (event) => {
    clearTimeout(timer);
    if (event.isComposing || String(event.target.value).trim().length < shortest) return;
    timer = setTimeout(ask, pause);
  });
  form.addEventListener('submit', stop);

  function move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const links = [...(document.getElementById(id)?.querySelectorAll('h2 a') ?? [])];
    const box = form.querySelector('input[type="search"]');
    const at = links.indexOf(document.activeElement);
    if (links.length === 0 || (at < 0 && (document.activeElement !== box || step < 0))) return;
    event.preventDefault();
    (at + step < 0 ? box : links[Math.min(at + step, links.length - 1)]).focus();
  }
  form.addEventListener('keydown', move);
  document.getElementById(id)?.addEventListener('keydown', move);
}

export function watch_live_searches() {
  for (const form of document.querySelectorAll('form[data-live-search]')) live_search(form);
}
