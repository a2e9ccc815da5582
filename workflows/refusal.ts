import { ApplicationFailure } from '@temporalio/workflow';
import type { Rejection } from '../domain/errors.ts';

/** A business refusal as it leaves the workflow: the code as failure type, the details beside it; never retried. */
export const refusal = (
  { code, message, details }: Rejection,
  extra: Readonly<Record<string, unknown>> = {},
): ApplicationFailure => ApplicationFailure.nonRetryable(message, code, { ...details, ...extra });
