import { anOrder, type OrderDriver, type OrderWish } from './order-builder.ts';

/** Three rounds, as a website is built. */
const milestones = [
  { milestoneId: 'draft', title: 'design draft' },
  { milestoneId: 'pages', title: 'finished pages' },
  { milestoneId: 'launch', title: 'site on its domain' },
];

/** A purchase of the website-building template, in three milestones. */
export const websiteOrder = ({ purchase, ...wish }: OrderWish = {}): OrderDriver =>
  anOrder({
    mode: 'PROFESSIONAL_SERVICE',
    ...wish,
    purchase: { serviceTemplate: 'WEBSITE_BUILDING', milestones, ...purchase },
  });

/** A delivery between the two sides, without any file. */
export const bare = (result: string) => ({ payload: { result, proofs: [] } });
