// Writes sanad(1) from what the program says of itself, so that it cannot tell anything else:
//     make_manual.mjs PROGRAM [SECONDS-SINCE-1970]
import { execFileSync } from 'node:child_process';

const [program, seconds] = process.argv.slice(2);
const says = (...words) => execFileSync(program, words, { encoding: 'utf8' });
const day = new Date(1000 * Number(seconds ?? Date.now() / 1000)).toISOString().slice(0, 10);

/** Text as roff takes it: no request by accident, hyphens that can be copied. */
const roff = (text) => text.replace(/\\/g, '\\e').replace(/-/g, '\\-').replace(/^([.'])/gm, '\\&$1');

/** The pairs of lines "  --option VALUE" and "      what it does". */
const pairs = (text) => [...text.matchAll(/^ {2}(\S.*)\n((?: {6}\S.*\n)+)/gm)]
  .map(([, head, body]) => `.TP\n.B ${roff(head)}\n${roff(body.replace(/^ +/gm, '').trimEnd())}\n`);

const commands = [...says('--help').matchAll(/^ {2}(\S+) +(.*)$/gm)];
const out = [`.TH SANAD 1 ${day} "${says('--version').trim()}" "Sanad"
.SH NAME
sanad \\- information system of a migrant\\-assistance mission
.SH SYNOPSIS
.B sanad
.I COMMAND
.RI [ options ]
.SH DESCRIPTION
One program makes a mission, serves it behind nginx, and looks after it.
Its data lie in one directory, its keys in another that never enters a backup.
Every command on a mission's data runs as the user who owns them:
.PP
.EX
runuser \\-u sanad \\-\\- sanad check
.EE
.SH COMMANDS
`];

let settings = '';
const common = new Map();
for (const [, name, summary] of commands) {
  const [own, table] = says(name, '--help').split('\nSettings, ');
  const usage = own.split('\n')[0].replace(/^usage: /, '');
  out.push(`.SS ${roff(usage)}\n${roff(summary)}\n`);
  for (const pair of pairs(own)) {
    if (/^\.TP\n\.B \\-\\-(data|settings|help)\b/.test(pair)) common.set(pair, true);
    else out.push(pair);
  }
  settings = table ?? settings;
}
out.push('.SH OPTIONS OF EVERY COMMAND\n', ...common.keys());
out.push(`.SH SETTINGS
In the file
.I DATA/sanad.conf
as lines
.RI \\(dq name " = " value \\(dq,
comments behind #; or as options,
.RI \\(dq\\-\\- "name value" \\(dq.
`, ...pairs(settings));
out.push(`.SH EXIT STATUS
0: done.
1: refused, or faults found.
2: wrong use.
.SH FILES
.TP
.I /var/lib/sanad
database and settings: to be backed up
.TP
.I /etc/sanad/keys
the keyring: to be copied once and kept apart; lost keys are lost data
.TP
.I /etc/sanad/nginx.conf
what
.B sanad serve \\-\\-print\\-nginx \\-\\-public
printed
.TP
.I /etc/sanad/tls
certificate.pem and key.pem
.TP
.I /run/sanad
sockets between nginx and the program
.SH SEE ALSO
.I /usr/share/doc/sanad/operations/install.md
`);
if (commands.length === 0 || settings === '') throw new Error('the program\'s help has another form');
process.stdout.write(out.join(''));
