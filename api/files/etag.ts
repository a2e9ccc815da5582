/** The entity tag of a content: its hash, so it never changes. Pure. */
export const entityTag = (sha256: string): string => `"${sha256}"`;

/** Whether an If-None-Match header names the tag; weak tags count, as RFC 9110 says. Pure. */
export const namesTag = (header: string | undefined, tag: string): boolean =>
  (header ?? '')
    .split(',')
    .map((entry) => entry.trim().replace(/^W\//, ''))
    .some((entry) => entry === tag || entry === '*');
