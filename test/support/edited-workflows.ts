import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { bundleWorkflows } from './running-order.ts';

const root = join(import.meta.dirname, '../..');

/** Bundles the workflow code with one text in it replaced. @throws if the file does not hold the text exactly once */
export async function bundleEdited(
  file: string,
  from: string,
  to: string,
): Promise<WorkflowBundleWithSourceMap> {
  const copy = mkdtempSync(join(tmpdir(), 'handover-edited-'));
  try {
    for (const part of ['domain', 'workflows', 'package.json', 'tsconfig.json']) {
      cpSync(join(root, part), join(copy, part), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    const before = readFileSync(join(copy, file), 'utf8');
    if (before.split(from).length !== 2) throw new Error(`${file} does not hold the text once`);
    writeFileSync(
      join(copy, file),
      before.replace(from, () => to),
    );
    return await bundleWorkflows(join(copy, 'workflows', 'index.ts'));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
