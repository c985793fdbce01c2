// The lines of bench/rules as a table, and whether what was wanted is reached.  Status 1: engines do not agree on who
// meets the criteria, which is a fault; a ratio that is not reached is said.
import {readFileSync} from 'node:fs';

const lines = readFileSync(process.argv[2], 'utf8').trim().split('\n').map(line => {
    const [what, cases, seconds, met] = line.split('\t');
    return {what, cases: Number(cases), rate: cases / seconds, met: Number(met)};
});
const rate = start => lines.find(line => line.what.startsWith(start)).rate;
const show = number => Math.round(number).toLocaleString('en');
console.log('| what | cases | a second, one core | met |\n|---|---|---|---|');
for (const line of lines)
    console.log(`| ${line.what} | ${show(line.cases)} | ${show(line.rate)} | ${show(line.met)} |`);

const trees = rate('sanad, with trees');
const answers = rate('sanad, answers');
const RATIOS = [
    ['trees of reasons / json-rules-engine', trees / rate('json-rules-engine'), '>=', 20],
    ['trees of reasons / zen-engine', trees / rate('@gorules/zen-engine'), '>=', 20],
    ['trees of reasons / zen-engine with its trace', trees / rate('@gorules/zen-engine, with'), '>=', 20],
    ['answers / json-logic-js', answers / rate('json-logic-js'), '>=', 5],
    ['answers / plain JavaScript', answers / rate('plain JavaScript'), '', 0],
    ['by hand in C / answers', rate('by hand') / answers, '<=', 4],
];
console.log('\n| ratio | measured | wanted |\n|---|---|---|');
for (const [what, measured, sign, wanted] of RATIOS) {
    const reached = sign === '' || (sign === '>=' ? measured >= wanted : measured <= wanted);
    const asked = sign === '' ? '' : `${sign} ${wanted}${reached ? '' : ', not reached'}`;
    console.log(`| ${what} | ${measured.toFixed(2)} | ${asked} |`);
}

let status = 0;
for (const cases of new Set(lines.map(line => line.cases))) {
    const met = new Set(lines.filter(line => line.cases === cases && !/one by one|one case|told/.test(line.what))
        .map(line => line.met));
    if (met.size > 1) {
        console.log(`\nOf ${cases} cases the engines do not find the same ones met: ${[...met].join(', ')}.`);
        status = 1;
    }
}
process.exitCode = status;
