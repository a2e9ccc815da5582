/** How the content of one kind of file is recognized. */
export interface FileType {
  readonly mediaType: string;
  /** What `file-type` calls it, where it can tell. */
  readonly detected: readonly string[];
  /** Its first bytes, where `file-type` reads further than the head that it is given. */
  readonly start?: Buffer;
  /** The container whose first bytes it has; the kind inside is told by its markers. */
  readonly container?: 'zip' | 'cfb';
  /** Every list needs one of its texts somewhere in the content. */
  readonly markers?: readonly (readonly Buffer[])[];
  /** None of these may be in it. */
  readonly forbidden?: readonly Buffer[];
  /** Text in any encoding that has no control characters. */
  readonly isText?: true;
}

const office = 'application/vnd.openxmlformats-officedocument';
const macros = Buffer.from('vbaProject.bin');

/** An Office document since 2007: a zip that names its parts, in whatever order they were packed. */
const openXml = (extension: string, kind: string, part: string): FileType => ({
  mediaType: `${office}.${kind}`,
  detected: [extension],
  container: 'zip',
  markers: [[Buffer.from('[Content_Types].xml')], [Buffer.from(part)]],
  forbidden: [macros],
});

/** An Office document before 2007: its streams have UTF-16 names. */
const compound = (mediaType: string, streams: readonly string[]): FileType => ({
  mediaType,
  detected: ['cfb'],
  container: 'cfb',
  markers: [streams.map((name) => Buffer.from(name, 'utf16le'))],
});

const jpeg: FileType = { mediaType: 'image/jpeg', detected: ['jpg'] };
const zip: FileType = { mediaType: 'application/zip', detected: [], container: 'zip' };

const types = {
  pdf: { mediaType: 'application/pdf', detected: ['pdf'] },
  png: {
    mediaType: 'image/png',
    detected: ['png', 'apng'],
    start: Buffer.from('89504e470d0a1a0a', 'hex'),
  },
  jpg: jpeg,
  jpeg,
  webp: { mediaType: 'image/webp', detected: ['webp'] },
  docx: openXml('docx', 'wordprocessingml.document', 'word/document'),
  xlsx: openXml('xlsx', 'spreadsheetml.sheet', 'xl/workbook'),
  pptx: openXml('pptx', 'presentationml.presentation', 'ppt/presentation'),
  doc: compound('application/msword', ['WordDocument']),
  xls: compound('application/vnd.ms-excel', ['Workbook', 'Book']),
  zip,
  txt: { mediaType: 'text/plain', detected: [], isText: true },
  csv: { mediaType: 'text/csv', detected: [], isText: true },
} as const satisfies Record<string, FileType>;

/** The endings of names that are taken; the closed list. */
export const fileExtensions = Object.keys(types) as readonly (keyof typeof types)[];

/** Every media type that a file can have. */
export const mediaTypes: readonly string[] = [
  ...new Set(Object.values(types).map(({ mediaType }) => mediaType)),
];

/** What a file must be by its name; undefined for every name that is not on the list. Pure. */
export function typeOfName(name: string): FileType | undefined {
  const [, extension = ''] = /\.([a-z]+)$/i.exec(name) ?? [];
  const known = extension.toLowerCase();
  return Object.hasOwn(types, known) ? types[known as keyof typeof types] : undefined;
}
