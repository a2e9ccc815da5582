import { page, table } from '../pages/markdown.ts';
import type { MutationGroup } from './groups.ts';

/** The part of Stryker's report that is read: https://github.com/stryker-mutator/mutation-testing-elements */
export interface Report {
  readonly files: Readonly<
    Record<string, { readonly mutants: readonly { readonly status: string }[] }>
  >;
}

/** What became of the mutants of one group. */
export interface MutationFigures {
  readonly name: string;
  readonly files: readonly string[];
  readonly isStrict: boolean;
  readonly killed: number;
  readonly survived: number;
  readonly ignored: number;
  /** Killed of those that count, in percent, one decimal. */
  readonly score: number;
}

/** Counts a report: what times out is noticed, what no test runs survives. Pure. */
export function figuresOf(group: MutationGroup, { files }: Report): MutationFigures {
  const statuses = Object.values(files).flatMap(({ mutants }) =>
    mutants.map(({ status }) => status),
  );
  const count = (...wanted: readonly string[]) =>
    statuses.filter((status) => wanted.includes(status)).length;
  const killed = count('Killed', 'Timeout');
  const survived = count('Survived', 'NoCoverage');
  return {
    ...group,
    killed,
    survived,
    ignored: count('Ignored', 'CompileError', 'RuntimeError'),
    score: percent(killed, killed + survived),
  };
}

const percent = (part: number, whole: number): number =>
  whole === 0 ? 100 : Math.round((1_000 * part) / whole) / 10;

/** `docs/mutation.md`. Pure. */
export function mutationPage(all: readonly MutationFigures[]): string {
  const killed = all.reduce((sum, group) => sum + group.killed, 0);
  const survived = all.reduce((sum, group) => sum + group.survived, 0);
  return page(
    '# Mutation testing of domain/',
    '`npm run mutation` changes `domain/` in small ways, one at a time, and counts how many changes the tests notice. It takes an hour or more on two cores and is not part of `npm test`; it writes this page. The demand: 85 % over all, no survivor in `deadlines.ts` and `flows/catalogue.ts`.',
    `**Over all: ${percent(killed, killed + survived)} %** (${killed} noticed, ${survived} not).`,
    table(
      ['Group', 'Files', 'Noticed', 'Survived', 'Left out', 'Score'],
      all.map(({ name, files, killed: noticed, survived: not, ignored, score }) => [
        name,
        files.map((file) => file.replace('domain/', '').replace('.ts', '')).join(', '),
        String(noticed),
        String(not),
        String(ignored),
        `${score} %`,
      ]),
    ),
    'Left out are mutants of what is evaluated once when a file is loaded (texts, forms, tables), except in the first two groups. Files of nothing but texts and tables are not mutated: rules, sources, terms, flow files and the years of the calendar are locked by hashes and generated pages.',
  );
}
