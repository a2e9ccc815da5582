import { readFileSync } from 'node:fs';

/** What must never be bundled: the architecture test watches the bundler refuse it. */
export const impureWorkflow = async (): Promise<string> => readFileSync('/dev/null', 'utf8');
