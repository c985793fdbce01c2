/* The departure-day list without a line (data-departure, movement_departure.html): a mark that cannot be sent is kept
   on this telephone and sent when the line is back.  What is kept names nobody: the address of the list, identifiers,
   the outcome, the moment, and the form's one-time key, by which the server stores a mark once however often it comes.
   Marks of another officer stay until that officer signs in here.

   The only module that stores anything: without it whoever stands at the gate writes on paper. */

const shelf = 'sanad.departures';
const pause = 15000; /* ms between attempts while something waits */
const patience = 20000; /* ms for one answer on a bad line */

function read_shelf() {
  try {
    const kept = JSON.parse(localStorage.getItem(shelf) ?? '[]');
    return Array.isArray(kept) ? kept : [];
  } catch {
    return []; /* no storage: nothing is kept, the plain form remains */
  }
}

function write_shelf(marks) {
  try {
    if (marks.length > 0) localStorage.setItem(shelf, JSON.stringify(marks));
    else localStorage.removeItem(shelf);
    return true;
  } catch {
    return false;
  }
}

/* "sent", "away" (no line), or "refused": signed out, or the list is not this officer's any more. */
async function send(mark, token) {
  const body = new URLSearchParams({ _csrf: token, _key: mark.key, traveller: mark.traveller, outcome: mark.outcome,
    reason: mark.reason, at: String(mark.at) });
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(), patience);
  try {
    const answer = await fetch(mark.list, { method: 'POST', body, redirect: 'manual', signal: clock.signal,
      credentials: 'same-origin' });
    /* the server answers a mark it took by leading back to the list, and shows a page otherwise */
    if (answer.type === 'opaqueredirect') return 'sent';
    return answer.status >= 500 || answer.status === 429 ? 'away' : 'refused';
  } catch {
    return 'away';
  } finally {
    clearTimeout(timer);
  }
}

function departures(region) {
  const owner = region.dataset.departure;
  const words = region.dataset;
  const banner = document.getElementById('departure-offline');
  let busy = false;
  let timer = 0;

  const token = () => region.querySelector('input[name="_csrf"]')?.value ?? '';
  const mine = (mark) => mark.owner === owner;

  function line_of(mark) {
    return document.getElementById(`t-${mark.traveller}`);
  }

  function say(mark, what) {
    const line = line_of(mark);
    const place = line?.querySelector('[data-mark]');
    if (!place || mark.list !== location.pathname) return;
    place.textContent = `${line.querySelector(`button[value="${mark.outcome}"]`)?.dataset.label ?? ''} – ${what}`;
    place.hidden = false;
  }

  function set_open(mark, open) {
    for (const button of line_of(mark)?.querySelectorAll('form button') ?? []) button.disabled = !open;
  }

  function show(refused) {
    const kept = read_shelf();
    const waiting = kept.filter(mine);
    for (const mark of waiting) {
      say(mark, words.waiting);
      set_open(mark, false);
    }
    let sentence = '';
    if (refused) sentence = words.refused;
    else if (waiting.length > 0) sentence = `${words.kept} ${waiting.length}`;
    else if (kept.length > 0) sentence = words.other;
    banner.querySelector('[data-text]').textContent = sentence;
    banner.hidden = sentence === '';
  }

  function forget(mark) {
    write_shelf(read_shelf().filter((other) => other.key !== mark.key));
  }

  async function send_all() {
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    let refused = false;
    for (const mark of read_shelf().filter(mine)) {
      const answer = await send(mark, token());
      if (answer !== 'sent') {
        refused = answer === 'refused';
        break;
      }
      forget(mark);
      say(mark, words.sent);
      line_of(mark)?.setAttribute('data-marked', '');
    }
    busy = false;
    show(refused);
    if (read_shelf().some(mine)) timer = setTimeout(send_all, pause);
  }

  region.addEventListener('submit', (event) => {
    const form = event.target;
    const button = event.submitter;
    if (!form.hasAttribute('data-departure-form') || !button?.name) return;
    const reason = form.elements.reason?.value ?? '';
    if (button.value === 'denied' && reason === '') return; /* the server says what is missing */
    const mark = { owner, list: location.pathname, traveller: form.elements.traveller.value, outcome: button.value,
      reason, key: form.elements._key.value, at: Date.now() };
    if (!write_shelf([...read_shelf(), mark])) return; /* nothing can be kept: the form goes the plain way */
    event.preventDefault();
    say(mark, words.sending);
    set_open(mark, false);
    send_all();
  });
  window.addEventListener('online', send_all);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') send_all();
  });
  show(false);
  send_all();
}

export function watch_departures() {
  const region = document.querySelector('[data-departure]');
  if (region) departures(region);
}
