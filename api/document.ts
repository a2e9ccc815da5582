import { createRequire } from 'node:module';
import swagger from '@fastify/swagger';
import scalar from '@scalar/fastify-api-reference';
import type { FastifyInstance } from 'fastify';
import { UploadSchema } from './files/view.ts';
import { ProblemSchema } from './schemas.ts';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** Nothing on the reference page may come from, or go to, another host. */
const referencePolicy = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
].join('; ');

/** `/openapi.json` and the browsable `/reference`, both public. Register it before the routes it describes. */
export async function addDocument(app: FastifyInstance): Promise<void> {
  app.addSchema(ProblemSchema);
  await app.register(swagger, {
    convertConstToEnum: false,
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Handover',
        version,
        description:
          'Supervised orders of a software marketplace: the storefront sends a paid purchase, buyer and seller act, everybody reads where the order stands. 云商店服务监管订单接口。',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      tags: [
        { name: 'orders', description: 'Purchases, orders and their timelines' },
        { name: 'actions', description: 'What people do with an order' },
        { name: 'appeals', description: 'Open appeals, for operations managers' },
        { name: 'files', description: 'What parties attach to orders' },
        { name: 'flows', description: 'The supervision flows as data' },
        { name: 'errors', description: 'What the codes mean' },
        { name: 'health', description: 'For machines that watch this one' },
      ],
      components: {
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description: 'claims `sub`, `role`, and `party` for buyers and sellers',
          },
        },
      },
      security: [{ bearer: [] }],
    },
    refResolver: { buildLocalReference: (json) => String(json.$id) },
    transformObject: (document) =>
      finished('openapiObject' in document ? document.openapiObject : {}),
    transform: ({ schema, url }) => ({ url, schema: documented(schema) }),
  });

  app.addHook('onRoute', (route) => {
    if (route.url.startsWith('/reference')) route.config = { ...route.config, isPublic: true };
  });
  app.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/reference')) {
      reply.header('content-security-policy', referencePolicy);
    }
  });
  await app.register(scalar, {
    routePrefix: '/reference',
    configuration: {
      url: '/openapi.json',
      pageTitle: 'Handover API',
      withDefaultFonts: false,
      telemetry: false,
    },
  });
  app.get('/openapi.json', { config: { isPublic: true }, schema: { hide: true } }, async () =>
    app.swagger(),
  );
}

/** What validation does not know: `POST /orders` takes two forms, and an upload is read as it arrives. */
function documented<T extends { readonly operationId?: string }>(schema: T | undefined) {
  switch (schema?.operationId) {
    case 'openOrder':
      return { ...schema, body: { anyOf: [{ $ref: 'Purchase#' }, { $ref: 'OrderDocument#' }] } };
    case 'uploadFile':
      return { ...schema, consumes: ['multipart/form-data'], body: UploadSchema };
    default:
      return schema as T;
  }
}

type Document = Readonly<Record<string, unknown>>;

/** What the generator cannot know: bodies that may be left out, and how headers are written. */
function finished(document: Document): Document {
  for (const { post } of Object.values(document.paths ?? {}) as Path[]) {
    const body = post?.requestBody;
    const schema = body?.content['application/json']?.schema;
    if (body && schema?.required?.length === 0 && !schema.oneOf) body.required = false;
    for (const parameter of post?.parameters ?? []) {
      if (parameter.in === 'header')
        parameter.name = parameter.name.replace(/(^|-)[a-z]/g, (part) => part.toUpperCase());
    }
  }
  return document;
}

interface Path {
  readonly post?: {
    readonly requestBody?: {
      required?: boolean;
      readonly content: Readonly<
        Record<string, { readonly schema?: { required?: unknown[]; oneOf?: unknown } }>
      >;
    };
    readonly parameters?: readonly { readonly in: string; name: string }[];
  };
}
