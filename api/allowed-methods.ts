import type { FastifyInstance } from 'fastify';

/** Collects the routes as they are added, and tells which methods an address takes. */
export function allowedMethods(app: FastifyInstance): (path: string) => readonly string[] {
  const routes: { readonly method: string; readonly segments: readonly string[] }[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    for (const name of [method].flat()) routes.push({ method: name, segments: url.split('/') });
  });
  return (path) => {
    const asked = path.split('/');
    const methods = routes
      .filter(({ segments }) => fits(segments, asked))
      .map((route) => route.method);
    return [...new Set(methods)].sort((a, b) => (a < b ? -1 : 1));
  };
}

const fits = (pattern: readonly string[], asked: readonly string[]): boolean =>
  pattern.length === asked.length &&
  pattern.every((segment, index) => segment.startsWith(':') || segment === asked[index]);
