// A person's browser and a program's client, as far as the measurements need one.
import { request } from 'node:http';

export class Client {
  constructor(address) {
    this.address = address;
    this.cookies = new Map();
    this.csrf = '';
    this.token = '';
  }

  cookieHeader() {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** { status, headers, body, bytes }; keeps cookies and the last page's form token.  `drop`: the body is not kept. */
  send(method, path, { body = '', type = 'application/x-www-form-urlencoded', headers = {}, drop = false } = {}) {
    const all = { Origin: this.address, 'Content-Length': Buffer.byteLength(body), ...headers };
    if (body) all['Content-Type'] = type;
    if (path.startsWith('/api/')) all.Authorization = `Bearer ${this.token}`;
    else if (this.cookies.size) all.Cookie = this.cookieHeader();
    return new Promise((resolve, reject) => {
      const asked = request(this.address + path, { method, headers: all }, (answer) => {
        const parts = [];
        let bytes = 0;
        answer.on('data', (part) => {
          bytes += part.length;
          if (!drop) parts.push(part);
        });
        answer.on('end', () => resolve(this.#take(answer, Buffer.concat(parts), bytes)));
        answer.on('error', reject);
      });
      asked.on('error', reject);
      asked.end(body);
    });
  }

  #take(answer, kept, bytes) {
    for (const cookie of answer.headers['set-cookie'] ?? []) {
      const [pair] = cookie.split(';');
      const at = pair.indexOf('=');
      if (/max-age=0(;|$)/i.test(cookie)) this.cookies.delete(pair.slice(0, at));
      else this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const body = kept.toString('utf8');
    this.csrf = hidden(body, '_csrf') || this.csrf;
    return { status: answer.statusCode, headers: answer.headers, body, bytes };
  }

  async want(method, path, options, status = 200) {
    const answer = await this.send(method, path, options);
    if (answer.status !== status)
      throw new Error(`${method} ${path}: ${answer.status} and not ${status}\n${answer.body.slice(0, 2000)}`);
    return answer;
  }

  async signIn(login, password) {
    await this.want('GET', '/fr/sign-in');
    await this.want('POST', '/fr/sign-in', { body: form({ _csrf: this.csrf, login, password }) }, 303);
  }

  /** A token for the API that may do all that its owner may, made on the page that people use. */
  async makeToken() {
    const page = (await this.want('GET', '/fr/account/tokens')).body;
    const scopes = [...page.matchAll(/name="scopes" value="([^"]*)"/g)].map((match) => match[1]);
    const nextYear = new Date(Date.now() + 300 * 86400e3).toISOString().slice(0, 10);
    const fields = { _csrf: this.csrf, _key: hidden(page, '_key'), label: 'bench', expires_on: nextYear };
    const body = form(fields) + scopes.map((scope) => `&scopes=${encodeURIComponent(scope)}`).join('');
    const made = (await this.want('POST', '/fr/account/tokens', { body })).body;
    this.token = /id="token">([^<]+)</.exec(made)?.[1];
    if (!this.token) throw new Error('the page shows no token');
  }

  /** Rows of a list of the API, page after page, until there are `most`. */
  async rows(path, most) {
    const rows = [];
    for (let next = path; next && rows.length < most; ) {
      const answer = await this.want('GET', next);
      rows.push(...JSON.parse(answer.body).items);
      next = /<([^>]+)>; rel="next"/.exec(answer.headers.link ?? '')?.[1];
    }
    return rows.slice(0, most);
  }
}

export function form(fields) {
  return new URLSearchParams(fields).toString();
}

export function hidden(page, name) {
  const value = new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';
  return value.replace(/&(amp|lt|gt|quot|#3[49]);/g, (_, entity) =>
    ({ amp: '&', lt: '<', gt: '>', quot: '"', '#34': '"', '#39': "'" })[entity]);
}
