/** The SQLSTATE with which a statement fails, through drizzle or not; fails itself if the statement succeeds. */
export async function sqlStateOf(statement: PromiseLike<unknown>): Promise<string> {
  try {
    await statement;
  } catch (error) {
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
      if ('code' in cause && typeof cause.code === 'string') return cause.code;
    }
    throw error;
  }
  throw new Error('the statement was carried out');
}
