import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

// Nothing of the domain is imported above: a table that is wrong keeps its file from loading, and that has to be a red test.

const folder = resolve(import.meta.dirname, '../../domain');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);

describe('the domain', () => {
  it.each(files)('%s loads', async (file) => {
    const loaded: unknown = await import(/* @vite-ignore */ join(folder, file));

    expect(loaded).toBeTypeOf('object');
  });
});
