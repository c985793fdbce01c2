// Asks a served mission as its clients do, and prints the status, the headers and the body:
//     ask.mjs socket PATH /health                    as nginx asks: SCGI over a Unix socket
//     ask.mjs https PORT NAME /health                as a browser asks: TLS to 127.0.0.1:PORT for the host NAME
import { request } from 'node:https';
import { connect } from 'node:net';

const [way, where, ...rest] = process.argv.slice(2);
process.exitCode = 1;
const timer = setTimeout(() => process.exit(1), 20_000);

function print(text) {
  process.stdout.write(text);
  process.exitCode = 0;
  clearTimeout(timer);
}

function fail(error) {
  console.error(`${where}: ${error.message}`);
  process.exit(1);
}

function askSocket(path, address) {
  const pairs = [['CONTENT_LENGTH', '0'], ['SCGI', '1'], ['REQUEST_METHOD', 'GET'], ['REQUEST_URI', address],
    ['REMOTE_ADDR', '127.0.0.1']];
  const head = pairs.map(([name, value]) => `${name}\0${value}\0`).join('');
  let answer = '';
  const socket = connect(path, () => socket.write(`${head.length}:${head},`));
  socket.setEncoding('utf8');
  socket.on('data', (text) => { answer += text; });
  socket.on('error', fail);
  socket.on('end', () => print(answer));
}

function askHost(port, name, path) {
  const options = { host: '127.0.0.1', port, path, servername: name, rejectUnauthorized: false,
    headers: { host: `${name}:${port}` } };
  request(options, (response) => {
    let body = '';
    response.setEncoding('utf8');
    response.on('data', (text) => { body += text; });
    response.on('end', () => {
      const headers = Object.entries(response.headers).map(([key, value]) => `${key}: ${value}\n`).join('');
      print(`status: ${response.statusCode}\n${headers}\n${body}`);
    });
  }).on('error', fail).end();
}

if (way === 'socket') askSocket(where, rest[0]);
else askHost(Number(where), rest[0], rest[1]);
