import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { assumptions, fixedReadings } from '../../domain/assumptions.ts';
import { rejectionCodes } from '../../domain/errors.ts';
import { actionNames } from '../../domain/events.ts';
import { arrowsOf, nodeOf } from '../../domain/flow.ts';
import { flows } from '../../domain/flows/catalogue.ts';
import { deliveryModes, nodeIds, roles } from '../../domain/order.ts';
import { rules } from '../../domain/rules.ts';
import { type SourceKey, sourceOf, sources } from '../../domain/sources.ts';
import { eventTypes } from '../../domain/terms.ts';
import { renderPages, stalePages, writePages } from '../../scripts/render-flows.ts';

const docs = resolve(import.meta.dirname, '..', '..', 'docs');
const pages = renderPages();
const pageOf = (path: string): string => pages.get(path) ?? '';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function copyOfDocs(): string {
  const folder = mkdtempSync(join(tmpdir(), 'handover-docs-'));
  folders.push(folder);
  cpSync(docs, folder, { recursive: true });
  writePages(folder);
  return folder;
}

describe('generated pages', () => {
  it('are what the data says today', () => {
    expect(stalePages(), 'run `npm run flows:render` and commit the pages').toEqual([]);
  });

  it('a stale, a missing and a leftover page are named, and put right by rendering', () => {
    const folder = copyOfDocs();
    writeFileSync(join(folder, 'flows', 'general.md'), 'edited by hand');
    writeFileSync(join(folder, 'flows', 'gone.md'), 'a flow of old');
    rmSync(join(folder, 'rules.md'));

    expect(stalePages(folder)).toEqual([
      'docs/flows/general.md is stale',
      'docs/rules.md is missing',
      'docs/flows/gone.md belongs to no flow',
    ]);
    writePages(folder);
    expect(stalePages(folder)).toEqual([]);
  });

  it('every node, event, action, role and mode is in the glossary', () => {
    const glossary = pageOf('glossary.md');
    const terms = [...nodeIds, ...eventTypes, ...actionNames, ...roles, ...deliveryModes];

    expect(terms.filter((term) => !glossary.includes(`\`${term}\``))).toEqual([]);
    expect(glossary).not.toMatch(/\| +\|/);
  });

  it('every event of every flow is in the vocabulary, and every node is in some flow', () => {
    const nodesOf = (flow: (typeof flows)[number]) =>
      Object.keys(flow.nodes) as (typeof nodeIds)[number][];
    const events = flows.flatMap((flow) =>
      nodesOf(flow).flatMap((id) => arrowsOf(nodeOf(flow, id)).map(([event]) => event)),
    );

    expect(eventTypes).toEqual(expect.arrayContaining(events));
    expect(new Set(flows.flatMap(nodesOf))).toEqual(new Set(nodeIds));
  });

  it('every rule, code and assumption has its line', () => {
    expect(Object.keys(rules).filter((id) => !pageOf('rules.md').includes(`</a>${id} |`))).toEqual(
      [],
    );
    const codes = Object.keys(rejectionCodes);
    expect(codes.filter((name) => !pageOf('errors.md').includes(`\`${name}\``))).toEqual([]);
    const names = Object.keys(assumptions);
    expect(names.filter((name) => !pageOf('assumptions.md').includes(`\`${name}\``))).toEqual([]);
  });

  it('every fixed reading is on the page of assumptions, with its reason in both languages', () => {
    const [switched = '', fixed = ''] = pageOf('assumptions.md').split('## 固定 / What is fixed');

    for (const [id, reason] of Object.entries(fixedReadings)) {
      expect(fixed).toContain(`| [${id}](rules.md#${id.toLowerCase()}) |`);
      expect(fixed).toContain(`| ${reason.zh} / ${reason.en} |`);
      expect(switched).not.toContain(`[${id}]`);
    }
  });

  it('the rules say what NOT FOUND means, and end with every source, its page and its addresses', () => {
    const [table = '', list = ''] = pageOf('rules.md').split('## Sources');

    expect(table).toContain('`NOT FOUND`: looked for, and not in the public material');
    expect(table).toMatch(/R-GEN-09 \| NOT FOUND \|/);
    for (const key of Object.keys(sources) as SourceKey[]) {
      const { urls, page } = sourceOf(key);
      expect(table).toContain(`[${key}](#${key.toLowerCase()})`);
      expect(list).toContain(`<a id="${key.toLowerCase()}"></a>${key} | ${page} |`);
      for (const url of urls) expect(list).toContain(`<${url}>`);
    }
  });

  it('the glossary says which node is our own', () => {
    expect(pageOf('glossary.md')).toMatch(/`COMPLETING` .*a node of our own/);
  });

  it.each(flows)(
    'the page of $id says who gets it, every arrow with its rule, and its picture',
    (flow) => {
      const text = pageOf(`flows/${flow.id}.md`);

      expect(text).toContain(`\`${flow.id}\``);
      expect(text).toMatch(/## 适用订单 \/ Who gets it\n\n\|.*\n\| ---.*\n\| .+/);
      for (const id of Object.keys(flow.nodes) as (typeof nodeIds)[number][]) {
        for (const [event, arrow] of arrowsOf(nodeOf(flow, id))) {
          expect(text).toContain(`\`${event}\` → \`${arrow.to}\``);
          expect(text).toContain(`[${arrow.rule}](../rules.md#${arrow.rule.toLowerCase()})`);
          expect(text).toMatch(new RegExp(`^  ${id} --> ${arrow.to}: `, 'm'));
        }
      }
    },
  );

  it('the pages of the authorization code name their date and its other side', () => {
    const before = pageOf('flows/license-auth-code.before-2024-09-14.md');
    const from = pageOf('flows/license-auth-code.from-2024-09-14.md');

    expect(before).toContain('before 2024-09-14');
    expect(from).toContain('from 2024-09-14');
    expect(before).toContain('](license-auth-code.from-2024-09-14.md)');
    expect(from).toContain('there only: `UPLOAD_PROOF` `delivered` → `COMPLETING`');
    expect(pageOf('flows/general.md')).toContain('The same nodes on both sides of 2024-09-14');
  });

  it('every link between the pages leads somewhere', () => {
    const anchors = (path: string): string =>
      pages.get(path) ?? readFileSync(join(docs, path), 'utf8');
    const broken = [...pages].flatMap(([path, text]) =>
      [...text.matchAll(/\]\(([^)#]+\.md)?(?:#([^)]+))?\)/g)].flatMap(([, target, anchor]) => {
        const file = target === undefined ? path : join(path, '..', target);
        const found = anchors(file);
        return anchor === undefined || found.includes(`<a id="${anchor}">`)
          ? []
          : [`${path}: ${target ?? ''}#${anchor}`];
      }),
    );

    expect(broken).toEqual([]);
  });
});
