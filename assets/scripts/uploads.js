/* A large file goes in pieces (form[data-pieces=ADDRESS], import_new.html), so that a cut line costs one piece: what
   the server has of it is asked and the rest sent, also after the page was closed and the same file is chosen again.
   Small files, and all where the browser cannot compute a checksum, go with the form as without a script. */

const small = 512 * 1024;      /* bytes that are not worth it */
const patience = 60000;        /* ms for one piece on a bad line */
const pauses = [1000, 2000, 4000, 8000, 15000]; /* ms between attempts, the last one again and again */

class Refused extends Error {}

async function ask(address, body) {
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(), patience);
  try {
    const answer = await fetch(address, { method: body ? 'POST' : 'GET', body, credentials: 'same-origin',
      redirect: 'error', signal: clock.signal });
    if (answer.status >= 500 || answer.status === 429) return null; /* later, perhaps */
    const said = (answer.headers.get('Content-Type') ?? '').startsWith('application/json') ? await answer.json() : {};
    if (!answer.ok && !(answer.status === 409 && said.id)) throw new Refused(said.problem ?? '');
    return said;
  } catch (fault) {
    if (fault instanceof Refused) throw fault;
    return null; /* no line */
  } finally {
    clearTimeout(timer);
  }
}

const rest = (ms) => new Promise((done) => {
  const timer = setTimeout(done, ms);
  window.addEventListener('online', () => { clearTimeout(timer); done(); }, { once: true });
});

async function checksum(file) {
  const sum = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return [...new Uint8Array(sum)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function pieces(form) {
  const input = form.querySelector('input[type="file"]');
  const region = form.querySelector('[data-pieces-progress]');
  const bar = region?.querySelector('progress');
  const words = region?.querySelector('output');
  const address = form.dataset.pieces;
  let at_work = false;
  let whole = false;

  const token = () => form.querySelector('input[name="_csrf"]').value;

  function show(state, waiting) {
    region.hidden = false;
    bar.max = state.size;
    bar.value = state.received;
    const language = document.documentElement.lang === 'ar' ? 'ar-MA' : document.documentElement.lang;
    const share = new Intl.NumberFormat(language, { style: 'percent' }).format(state.received / state.size);
    words.textContent = (waiting ? form.dataset.piecesWaiting : form.dataset.piecesSending).replace('{1}', share);
  }

  /* Asks until there is an answer. */
  async function insist(make, state) {
    for (let attempt = 0; ; attempt += 1) {
      const answer = await make();
      if (answer) return answer;
      if (state) show(state, true);
      await rest(pauses[Math.min(attempt, pauses.length - 1)]);
    }
  }

  function announce(file, digest) {
    return ask(address, new URLSearchParams({ _csrf: token(), name: file.name, size: String(file.size), digest }));
  }

  async function send_piece(file, state) {
    const body = new FormData();
    body.append('_csrf', token());
    body.append('position', String(state.received));
    body.append('piece', file.slice(state.received, state.received + state.chunk), 'piece');
    /* when its answer was lost, the server says where the next one begins */
    return await ask(`${address}/${state.id}`, body) ?? ask(`${address}/${state.id}`);
  }

  async function send_all(file) {
    const digest = await checksum(file);
    let state = await insist(() => announce(file, digest), { size: file.size, received: 0 });
    show(state, false);
    while (state.received < state.size) {
      state = await insist(() => send_piece(file, state), state);
      show(state, false);
    }
    return state.id;
  }

  function refuse(sentence) {
    const error = form.querySelector('#file-error');
    region.hidden = true;
    if (!error) return;
    error.querySelector('span').textContent = sentence || form.dataset.piecesRefused;
    error.hidden = false;
    input.focus();
  }

  form.addEventListener('submit', async (event) => {
    const file = input.files[0];
    if (at_work) event.preventDefault();
    if (at_work || whole || event.defaultPrevented || !file || file.size <= small || !globalThis.crypto?.subtle) return;
    const limit = Number(input.dataset.maxBytes);
    if (limit > 0 && file.size > limit) return;
    event.preventDefault();
    at_work = true;
    try {
      const id = await send_all(file);
      const arrived = document.createElement('input');
      arrived.type = 'hidden';
      arrived.name = 'upload';
      arrived.value = id;
      form.append(arrived);
      input.disabled = true;
      at_work = false;
      whole = true;
      form.requestSubmit(event.submitter ?? undefined);
    } catch (fault) {
      at_work = false;
      refuse(fault instanceof Refused ? fault.message : '');
    }
  });
}

export function watch_uploads() {
  for (const form of document.querySelectorAll('form[data-pieces]')) pieces(form);
}
