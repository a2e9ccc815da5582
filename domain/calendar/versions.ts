import type { CalendarYear } from './calendar-year.ts';
import { cn2023 } from './cn-2023.ts';
import { cn2024 } from './cn-2024.ts';
import { cn2025 } from './cn-2025.ts';
import { cn2026 } from './cn-2026.ts';

/**
 * The published calendars, oldest first: version → the years it answers for. A version is fixed in an order when the
 * order opens.
 *
 * `cn-<last year when it was published>.<revision>`. No version ever changes an answer it gave: a notice that moves a
 * day makes a new version. A version may gain a year it refused before, which is how an order that waits for a notice
 * goes on; `npm run calendar:add` adds one here.
 */
export const versions = {
  'cn-2025.1': [cn2023, cn2024, cn2025],
  'cn-2026.1': [cn2023, cn2024, cn2025, cn2026],
} as const satisfies Record<string, readonly CalendarYear[]>;
