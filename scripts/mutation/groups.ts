/** Files that are mutated together, and the tests that their mutants are held against: few and quick, so that it ends. */
export interface MutationGroup {
  readonly name: string;
  readonly files: readonly string[];
  readonly tests: readonly string[];
  /** Leaves out what is evaluated once when a file is loaded: texts and tables that other checks lock. */
  readonly ignoreStatic: boolean;
  /** No mutant may survive. */
  readonly isStrict: boolean;
}

const domain = (...names: readonly string[]) => names.map((name) => `domain/${name}.ts`);
const tests = (...names: readonly string[]) => names.map((name) => `test/domain/${name}.test.ts`);

/**
 * All of `domain/`, in groups. Not mutated: files that hold nothing but texts and tables (rules, sources, terms, flow files,
 * the years of the calendar): hashes and generated pages lock them.
 */
export const mutationGroups: readonly MutationGroup[] = [
  {
    name: 'deadlines',
    files: domain('deadlines'),
    tests: tests('loading', 'limits', 'deadlines', 'hardware-clock'),
    ignoreStatic: false,
    isStrict: true,
  },
  {
    name: 'catalogue',
    files: domain('flows/catalogue'),
    tests: tests('loading', 'catalogue', 'who-is-reviewed', 'documents', 'matrix-page'),
    ignoreStatic: false,
    isStrict: true,
  },
  {
    name: 'clocks',
    files: domain(
      ...['due', 'order-wide', 'shipping', 'ledger', 'order-ledger', 'resource-period'],
      ...['clock', 'units', 'calendar/work-calendar', 'awaited', 'couriers'],
    ),
    tests: tests(
      ...['clocks', 'hardware-clock', 'reminders', 'extensions', 'ledger', 'resource-period'],
      ...['clock', 'units', 'work-calendar', 'flows/hardware.couriers'],
      'flows/software-package',
    ),
    ignoreStatic: true,
    isStrict: false,
  },
  {
    name: 'acceptance',
    files: domain('acceptance-rules', 'proof-check', 'purchase-rules', 'canonical-json', 'form'),
    tests: tests(
      'acceptance-contract',
      'proof-check',
      'proof-answers',
      'open-order',
      'command',
      'form',
    ),
    ignoreStatic: true,
    isStrict: false,
  },
  {
    name: 'orders',
    files: domain('transition', 'recorded', 'refusals', 'open-order', 'command', 'older-orders'),
    tests: [
      'test/domain/flows/*.test.ts',
      ...tests('command', 'enable-time', 'payment-ahead', 'older-orders', 'open-order', 'explain'),
      ...tests('extensions', 'clocks', 'hardware-clock', 'proof-answers', 'deadlines'),
    ],
    ignoreStatic: true,
    isStrict: false,
  },
  {
    name: 'appeals',
    files: domain(
      ...['freeze', 'rulings', 'appeal-rules', 'appeal-content', 'case-file'],
      ...['refund', 'file-reference', 'undatable'],
    ),
    tests: tests(
      ...['appeals', 'appeal-answers', 'rulings', 'settlements', 'thaw', 'hardware-appeals'],
      ...['clocks', 'reminders'],
    ),
    ignoreStatic: true,
    isStrict: false,
  },
  {
    name: 'explanations',
    files: domain(
      ...['explain', 'next-actions', 'hold-ups', 'hold-up', 'appeal-hold-ups'],
      ...['end-hold-ups', 'silence'],
    ),
    tests: tests('explain', 'hold-ups', 'settlements', 'after-appeals'),
    ignoreStatic: true,
    isStrict: false,
  },
  {
    name: 'vocabulary',
    files: domain('flow', 'assumptions', 'form-schema', 'events', 'errors', 'appeal'),
    tests: tests('assumptions', 'command', 'deadlines', 'limits', 'open-order', 'explain'),
    ignoreStatic: true,
    isStrict: false,
  },
];
