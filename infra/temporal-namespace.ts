import type { Connection } from '@temporalio/client';
import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes.js';
import { messageOf, StartError } from './start-error.ts';

/** A search attribute as `defineSearchAttributeKey` makes it. */
export interface SearchAttribute {
  readonly name: string;
  readonly type: string;
}

/** What a namespace should be like. */
export interface NamespaceWishes {
  readonly namespace: string;
  /** How long the histories of closed orders are kept; never lowered. */
  readonly retentionDays: number;
  readonly searchAttributes: readonly SearchAttribute[];
}

/** What was done, in words, and what the operator has to do by hand. */
export interface PreparedNamespace {
  readonly summary: string;
  readonly byHand: readonly string[];
}

const secondsPerDay = 86_400;

const namespaceNotFound = 5;
/** gRPC: permission denied, failed precondition, unimplemented, unauthenticated. */
const refusedCodes: readonly unknown[] = [7, 9, 12, 16];

/**
 * Sets the retention of a namespace and registers the search attributes; running it again changes nothing.
 * Where the cluster does not let us (Temporal Cloud does not), it says how to do it by hand and goes on.
 *
 * @throws StartError when an attribute exists with another type
 */
export async function prepareNamespace(
  connection: Connection,
  wishes: NamespaceWishes,
): Promise<PreparedNamespace> {
  const byHand: string[] = [];
  const orByHand = async (work: () => Promise<string>, sentence: string) => {
    try {
      return await work();
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (code === namespaceNotFound) {
        throw new StartError(
          `there is no namespace ${wishes.namespace}: \`temporal operator namespace create --namespace ${wishes.namespace} --retention ${wishes.retentionDays}d\`, or set TEMPORAL_NAMESPACE`,
        );
      }
      if (!refusedCodes.includes(code)) throw error;
      byHand.push(`${sentence} (the cluster said: ${messageOf(error)})`);
      return 'left to the operator';
    }
  };

  const retention = await orByHand(
    () => setRetention(connection, wishes),
    `keep closed workflows for ${wishes.retentionDays} days: \`temporal operator namespace update --namespace ${wishes.namespace} --retention ${wishes.retentionDays}d\`, or in Temporal Cloud's namespace settings`,
  );
  const attributes = await orByHand(
    () => registerAttributes(connection, wishes),
    `create the search attributes in namespace ${wishes.namespace}: ${wishes.searchAttributes.map(({ name, type }) => `${name} (${cliTypeOf(type)})`).join(', ')}, with \`temporal operator search-attribute create --name … --type …\`, or in Temporal Cloud's namespace settings`,
  );
  return { summary: `retention ${retention}, search attributes ${attributes}`, byHand };
}

/** The type of a search attribute in the words of the CLI: KEYWORD_LIST → KeywordList. */
export const cliTypeOf = (type: string): string =>
  type
    .split('_')
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join('');

async function setRetention(
  { workflowService }: Connection,
  { namespace, retentionDays }: NamespaceWishes,
): Promise<string> {
  const { config } = await workflowService.describeNamespace({ namespace });
  const days = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / secondsPerDay;
  if (days >= retentionDays) return `${days} days`;
  await workflowService.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl: { seconds: retentionDays * secondsPerDay } as never },
  });
  return `${retentionDays} days (was ${days})`;
}

async function registerAttributes(
  { operatorService }: Connection,
  { namespace, searchAttributes }: NamespaceWishes,
): Promise<string> {
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  const missing = searchAttributes.filter(({ name, type }) => {
    const existing = customAttributes?.[name];
    if (existing !== undefined && existing !== codeOf(type)) {
      throw new StartError(
        `search attribute ${name} of namespace ${namespace} exists with another type than ${cliTypeOf(type)}: use another namespace (TEMPORAL_NAMESPACE)`,
      );
    }
    return existing === undefined;
  });
  if (missing.length === 0) return 'there';
  await operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(missing.map(({ name, type }) => [name, codeOf(type)])),
  });
  return `${missing.length} registered`;
}

function codeOf(type: string): number {
  const code = encodeSearchAttributeIndexedValueType(
    type as Parameters<typeof encodeSearchAttributeIndexedValueType>[0],
  );
  if (code === undefined) throw new Error(`no search attribute type ${type}`);
  return code;
}
