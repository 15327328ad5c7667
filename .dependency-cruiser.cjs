/**
 * Which layer may import what: the table in docs/architecture.md, as rules.
 *
 * `layers` are our own folders under src, `packages` are npm packages, `node` are Node's own modules.
 */
const anything = Symbol('anything');
const simulation = ['core', 'algorithms'];
const pure = [...simulation, 'engine', 'network', 'faults', 'policies', 'protocols', 'checking'];

const layers = {
  core: { layers: [], packages: ['seedrandom', 'zod'] },
  algorithms: { layers: ['core'], packages: ['mathjs', 'highs'] },
  engine: { layers: simulation, packages: [] },
  network: { layers: simulation, packages: [] },
  faults: { layers: simulation, packages: [] },
  policies: { layers: simulation, packages: [] },
  protocols: { layers: simulation, packages: ['zod'] },
  checking: { layers: [...simulation, 'engine'], packages: [] },
  experiment: { layers: pure, packages: anything, node: true },
  testing: { layers: [...pure, 'experiment'], packages: ['fast-check'] },
  report: { layers: [...simulation, 'checking', 'experiment'], packages: anything, node: true },
  cli: { layers: anything, packages: anything, node: true },
};

const npmTypes = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'];

function rulesOf([layer, may]) {
  const from = { path: `^src/${layer}/` };
  const rules = [];
  if (may.layers !== anything) {
    const allowed = `^src/(${[layer, ...may.layers].join('|')})/`;
    rules.push({
      name: `${layer}-imports-its-layers`,
      severity: 'error',
      from,
      to: { path: '^src/', pathNot: allowed },
    });
  }
  if (may.packages !== anything) {
    const allowed = may.packages.map((name) => `^node_modules/(@types/)?${name}/`);
    rules.push({
      name: `${layer}-imports-its-packages`,
      severity: 'error',
      from,
      to: { dependencyTypes: npmTypes, ...(allowed.length > 0 && { pathNot: allowed }) },
    });
  }
  if (!may.node) {
    rules.push({
      name: `${layer}-has-no-node-modules`,
      severity: 'error',
      from,
      to: { dependencyTypes: ['core'] },
    });
  }
  return rules;
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Types may describe each other: such a cycle is gone when the code runs.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...Object.entries(layers).flatMap(rulesOf),
    {
      name: 'protocols-do-not-know-each-other',
      severity: 'error',
      from: { path: '^src/protocols/([^/]+)/([^/]+)/' },
      to: {
        path: '^src/protocols/',
        pathNot: ['^src/protocols/$1/$2/', '^src/protocols/$1/shared/'],
      },
    },
    {
      name: 'every-module-has-a-layer',
      comment: 'A folder that no rule knows would be a folder without rules.',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(index\\.ts$|(${Object.keys(layers).join('|')})/)` },
      to: {},
    },
    {
      name: 'ships-what-it-imports',
      comment: 'A dev dependency is missing where the package is installed.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm-peer', 'type-only'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
