import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { machineChecks, proofKinds, ruleSets, signatories } from '../../domain/acceptance.ts';
import {
  appealEnds,
  appealReasons,
  evidenceKinds,
  rulingOutcomes,
  settlementKinds,
} from '../../domain/appeal.ts';
import { assumptions } from '../../domain/assumptions.ts';
import { rejectionCodes } from '../../domain/errors.ts';
import { actionNames } from '../../domain/events.ts';
import { fixedReadings } from '../../domain/fixed-readings.ts';
import { arrowsOf, commonNodes, nodeOf } from '../../domain/flow.ts';
import { flows } from '../../domain/flows/catalogue.ts';
import { deliveryModes, nodeIds, roles, serviceTemplates } from '../../domain/order.ts';
import { orderWide, whileFrozen } from '../../domain/order-wide.ts';
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

  it('every node, event, action, role, mode, template and kind of proof is in the glossary', () => {
    const glossary = pageOf('glossary.md');
    const terms = [
      ...[...nodeIds, ...eventTypes, ...actionNames, ...roles, ...deliveryModes],
      ...[...serviceTemplates, ...proofKinds, ...ruleSets, ...signatories, ...machineChecks],
    ];

    expect(terms.filter((term) => !glossary.includes(`\`${term}\``))).toEqual([]);
    expect(glossary).not.toMatch(/\| +\|/);
  });

  it('every reason, evidence, ruling, settlement and end of an appeal is in the glossary', () => {
    const [, section = ''] = pageOf('glossary.md').split('## 申诉 / Appeals');
    const terms = [
      ...Object.keys(appealReasons),
      ...[...evidenceKinds, ...rulingOutcomes, ...settlementKinds, ...appealEnds],
    ];

    expect(terms.filter((term) => !section.includes(`\`${term}\``))).toEqual([]);
  });

  it('the page of appeals has every reason, step of a case, ruling and settlement', () => {
    const page = pageOf('appeals.md');
    const terms = [
      ...Object.keys(appealReasons),
      ...Object.keys(whileFrozen),
      ...[...rulingOutcomes, ...settlementKinds],
    ];

    expect(terms.filter((term) => !page.includes(`\`${term}\``))).toEqual([]);
    for (const rule of Object.values(whileFrozen)) expect(page).toContain(`[${rule}](rules.md#`);
    expect(page).not.toMatch(/\| +\|/);
  });

  it('R-APL-19 the page of appeals says where a delivered order goes back to', () => {
    const [, section = ''] = pageOf('appeals.md').split('goes back to | 流程');

    expect(section).toContain('| `BUYER_ACCEPT` | `SHIP` | [hardware](flows/hardware.md)');
    expect(section).toContain('| `ACTIVATE_AUTH_CODE` | `SELLER_DELIVER` |');
    expect(section).not.toMatch(/\| `ACTIVATE_AUTH_CODE` .*license-auth-code\.from-2024-09-14\.md/);
    expect(section).not.toContain('| `CONFIRM_REQUIREMENT` |');
    expect(section).not.toContain('| `COMPLETED` |');
  });

  it('every event of every flow is in the vocabulary, and every node is in some flow', () => {
    const nodesOf = (flow: (typeof flows)[number]) =>
      Object.keys(flow.nodes) as (typeof nodeIds)[number][];
    const events = flows.flatMap((flow) =>
      nodesOf(flow).flatMap((id) => arrowsOf(nodeOf(flow, id)).map(([event]) => event)),
    );

    expect(eventTypes).toEqual(expect.arrayContaining(events));
    const common = Object.keys(commonNodes) as (typeof nodeIds)[number][];
    expect(new Set([...flows.flatMap(nodesOf), ...common])).toEqual(new Set(nodeIds));
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

  it('every assumption has its reason, what the others do and what it touches, and fixed readings follow', () => {
    const [switched = '', fixed = ''] = pageOf('assumptions.md').split('## 固定 / What is fixed');

    for (const [name, { reason, switchedTo, rule, default: value }] of Object.entries(
      assumptions,
    )) {
      const [, entry = ''] = switched.split(`</a>\`${name}\` = \`${value}\`\n`);
      const [own = ''] = entry.split('###');
      expect(own).toContain(`${reason.zh} / ${reason.en}`);
      expect(own).toContain(`${switchedTo.zh} / ${switchedTo.en}`);
      expect(own).toMatch(/- 影响 \/ touches: \s*\S/);
      expect(own).toContain(`[${rule}](rules.md#${rule.toLowerCase()})`);
    }
    for (const [id, reason] of Object.entries(fixedReadings)) {
      expect(fixed).toContain(`| [${id}](rules.md#${id.toLowerCase()}) |`);
      expect(fixed).toContain(`| ${reason.zh} / ${reason.en} |`);
    }
    expect(switched).toContain('HANDOVER_ASSUMPTIONS');
  });

  it('the rules say what NOT FOUND means, and end with every source, its page and its addresses', () => {
    const [table = '', list = ''] = pageOf('rules.md').split('## 来源 / Sources');

    expect(table).toContain('`NOT FOUND`: looked for, and not in the public material');
    expect(table).toMatch(/R-GEN-09 \| NOT FOUND \|/);
    for (const key of Object.keys(sources) as SourceKey[]) {
      const { urls, page } = sourceOf(key);
      expect(table).toContain(`[${key}](#${key.toLowerCase()})`);
      expect(list).toContain(`<a id="${key.toLowerCase()}"></a>${key} | ${page} |`);
      for (const url of urls) expect(list).toContain(`<${url}>`);
    }
  });

  it.each(['COMPLETING', 'REFUNDING', 'EFFECTIVE'])(
    'the glossary says that %s is our own',
    (id) => {
      const [, own = ''] = pageOf('glossary.md').split('nodes of our own');

      expect(own).toContain(`- \`${id}\`：`);
    },
  );

  it.each(flows)(
    'the page of $id says who gets it, every arrow with its rule, and its picture',
    (flow) => {
      const text = pageOf(`flows/${flow.id}.md`);

      expect(text).toContain(`\`${flow.id}\``);
      expect(text).toMatch(
        flow.id.includes('.unclaimed')
          ? /Under the default assumptions no order follows it[\s\S]*\| `authCodeRequiresClaim=false` \|/
          : /## 适用订单 \/ Who gets it\n\n\|.*\n\| ---.*\n\| .+/,
      );
      for (const id of Object.keys(flow.nodes) as (typeof nodeIds)[number][]) {
        for (const [event, arrow] of arrowsOf(nodeOf(flow, id))) {
          expect(text).toContain(`\`${event}\` → \`${arrow.to}\``);
          expect(text).toContain(`[${arrow.rule}](../rules.md#${arrow.rule.toLowerCase()})`);
          expect(text).toMatch(new RegExp(`^  ${id} --> ${arrow.to}: `, 'm'));
        }
      }
    },
  );

  it.each(flows)(
    'the page of $id says what each date changes, or that it changes nothing',
    (flow) => {
      const [, rest = ''] = pageOf(`flows/${flow.id}.md`).split(
        '## 日期前后 / Across the dates\n\n',
      );
      const [own = ''] = rest.split('\n## ');

      for (const date of ['2023-04-28', '2024-09-14', '2025-03-26']) {
        const [, said = ''] = own.split(`- **${date}**`);
        const [words = ''] = said.split('- **');
        expect(words).toMatch(
          /documents show the same nodes|from then on \[|before \[|not in use yet|no new orders/,
        );
      }
    },
  );

  it('the pages across a date name each other and what differs', () => {
    const before = pageOf('flows/license-auth-code.before-2024-09-14.md');
    const from = pageOf('flows/license-auth-code.from-2024-09-14.md');
    const hardware = pageOf('flows/hardware.md');

    expect(before).toContain('from then on [license-auth-code.from-2024-09-14](');
    expect(from).toContain('before [license-auth-code.before-2024-09-14](');
    for (const page of [before, from]) expect(page).toContain('without the node `UPLOAD_PROOF`');
    expect(pageOf('flows/general.md')).toContain(
      'from then on [general.from-2025-03-26](general.from-2025-03-26.md)',
    );
    expect(hardware).toMatch(/\*\*2023-04-28\*\*\n.*before \[hardware.reviewed\].*only the review/);
    expect(hardware).toMatch(/\*\*2024-09-14\*\*.*documents show the same nodes/);
  });

  it('the pages of flows show who else may act, what stays, and link to what holds at any node', () => {
    const hardware = pageOf('flows/hardware.md');

    expect(hardware).toContain('用户 / buyer; 也可 / also: 云商店前台 / storefront');
    expect(hardware).toContain('`courierSigned` → `BUYER_ACCEPT`（留在本节点 / stays）');
    expect(hardware).toMatch(/^ {2}BUYER_ACCEPT --> BUYER_ACCEPT: /m);
    for (const flow of flows.filter(({ id }) => id !== 'not-supervised')) {
      expect(pageOf(`flows/${flow.id}.md`)).toContain('](any-node.md)');
    }
    for (const event of [...Object.keys(orderWide), 'refundSettled']) {
      expect(pageOf('flows/any-node.md')).toContain(`\`${event}\``);
    }
  });

  it('the page of acceptance has every kind of proof, every check and every criterion of E and B', () => {
    const page = pageOf('acceptance.md');
    const criteria = [
      'names',
      'validity',
      'opening',
      'cloud-resources',
      'deliverables',
      'signatures',
    ];

    for (const word of [...proofKinds, ...machineChecks, ...criteria, ...ruleSets.slice(2)]) {
      expect(page).toContain(`\`${word}\``);
    }
    expect(page).toContain('`DELIVERABLE_SCREENSHOT` ≥ 3');
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
