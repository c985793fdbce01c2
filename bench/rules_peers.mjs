// Engines of rules from npm, and plain JavaScript, on the cases that rules_figures wrote:
// rules_peers.mjs MODULES TABLE.
// Each line as rules_figures prints it.  They know two values: what is not known is not met.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';

const [modules, table] = process.argv.slice(2);
const require = createRequire(`${modules}/package.json`);
const ROUNDS = 5;
const FLAGS = new Set(['work_contract_effective', 'serious_illness_certified']);
const TEXTS = new Set(['spouse_nationality', 'spouse_residence_status', 'parent_category', 'present_in_morocco_on']);

const [head, ...lines] = readFileSync(table, 'utf8').trim().split('\r\n').map(line => line.split(','));
const cases = lines.map(cells => Object.fromEntries(head.map((name, i) => [name, cells[i] === '' ? undefined
    : FLAGS.has(name) ? cells[i] === 'yes' : TEXTS.has(name) ? cells[i] : Number(cells[i])])
    .filter(([, value]) => value !== undefined)));

const CRITERIA = {
    spouse_of_moroccan: ['all', ['spouse_nationality', '==', 'MAR'], ['cohabitation_years', '>=', 2]],
    spouse_of_resident: ['all', ['spouse_residence_status', '==', 'regular'], ['cohabitation_years', '>=', 4]],
    child: ['any', ['parent_category', '==', 'spouse_of_moroccan'], ['parent_category', '==', 'spouse_of_resident']],
    worker: ['all', ['work_contract_effective', '==', true], ['work_contract_years', '>=', 2]],
    long_residence: ['all', ['continuous_residence_years', '>=', 5]],
    illness: ['all', ['serious_illness_certified', '==', true], ['present_in_morocco_on', '<=', '2013-12-31']],
};

const round = async (some, met) => {
    let count = 0;
    for (const one of some)
        count += await met(one) ? 1 : 0;
    return count;
};
const roundNow = (some, met) => {
    let count = 0;
    for (const one of some)
        count += met(one) ? 1 : 0;
    return count;
};

async function measure(what, count, met, now = false) {
    const some = cases.slice(0, count);
    const seconds = [];
    let found = 0;
    await (now ? roundNow : round)(some.slice(0, 2000), met);
    for (let i = 0; i < ROUNDS; i++) {
        const from = process.cpuUsage();
        const began = process.hrtime.bigint();
        found = now ? roundNow(some, met) : await round(some, met);
        const used = process.cpuUsage(from);
        const wall = Number(process.hrtime.bigint() - began) / 1e9;
        // Engines with threads of their own: the smaller of both is what is held against ours.
        seconds.push(Math.min((used.user + used.system) / 1e6, wall));
    }
    seconds.sort((a, b) => a - b);
    console.log(`${what}\t${some.length}\t${seconds[ROUNDS >> 1].toFixed(6)}\t${found}`);
}

async function jsonRulesEngine() {
    const {Engine} = require('json-rules-engine');
    const operators = {'==': 'equal', '>=': 'greaterThanInclusive', '<=': 'onOrBefore'};
    const engine = new Engine([], {allowUndefinedFacts: true});
    engine.addOperator('onOrBefore', (fact, value) => typeof fact === 'string' && fact <= value);
    for (const [name, [group, ...tests]] of Object.entries(CRITERIA))
        engine.addRule({event: {type: name}, conditions: {[group]: tests.map(([fact, operator, value]) =>
            ({fact, operator: operators[operator], value}))}});
    await measure('json-rules-engine', 10000, async one => (await engine.run(one)).events.length > 0);
}

async function zen() {
    const {ZenEngine} = require('@gorules/zen-engine');
    const text = value => JSON.stringify(value);
    const test = ([fact, operator, value]) => fact === 'present_in_morocco_on'
        ? `(${fact} != null and date(${fact}) <= date(${text(value)}))`
        : operator === '==' ? `${fact} == ${text(value)}` : `(${fact} != null and ${fact} ${operator} ${text(value)})`;
    const expressions = Object.entries(CRITERIA).map(([name, [group, ...tests]]) =>
        ({id: name, key: name, value: tests.map(test).join(group === 'all' ? ' and ' : ' or ')}));
    const engine = new ZenEngine();
    const decision = engine.createDecision(Buffer.from(JSON.stringify({
        nodes: [{id: 'in', name: 'in', type: 'inputNode'}, {id: 'out', name: 'out', type: 'outputNode'},
            {id: 'six', name: 'six', type: 'expressionNode', content: {expressions}}],
        edges: [{id: 'a', sourceId: 'in', targetId: 'six', type: 'edge'},
            {id: 'b', sourceId: 'six', targetId: 'out', type: 'edge'}]})));
    const met = options => async one => Object.values((await decision.evaluate(one, options)).result).includes(true);
    await measure('@gorules/zen-engine', 10000, met({}));
    await measure('@gorules/zen-engine, with its trace', 10000, met({trace: true}));
}

async function jsonLogic() {
    const logic = require('json-logic-js');
    const day = fact => ({and: [{var: fact}, {'<=': [{var: fact}, '2013-12-31']}]});
    const rules = Object.values(CRITERIA).map(([group, ...tests]) => ({[group === 'all' ? 'and' : 'or']:
        tests.map(([fact, operator, value]) => operator === '<=' ? day(fact)
            : {[operator === '==' ? '===' : operator]: [{var: fact}, value]})}));
    await measure('json-logic-js, no reasons', 100000, one => {
        let any = false;
        for (const rule of rules)
            any = logic.apply(rule, one) === true || any;
        return any;
    }, true);
}

async function plain() {
    await measure('plain JavaScript, no reasons', 100000, one => {
        const a = one.spouse_nationality === 'MAR' && one.cohabitation_years >= 2;
        const b = one.spouse_residence_status === 'regular' && one.cohabitation_years >= 4;
        const c = one.parent_category === 'spouse_of_moroccan' || one.parent_category === 'spouse_of_resident';
        const d = one.work_contract_effective === true && one.work_contract_years >= 2;
        const e = one.continuous_residence_years >= 5;
        const f = one.serious_illness_certified === true && one.present_in_morocco_on <= '2013-12-31';
        return a || b || c || d || e || f;
    }, true);
}

await jsonRulesEngine();
await zen();
await jsonLogic();
await plain();
