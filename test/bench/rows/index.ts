import type { Benchmark } from '../bench.ts';
import { deletion } from './deletion.ts';
import { listings } from './listings.ts';
import { loopDelay } from './loop-delay.ts';
import { millionListing, sortAndFilter } from './million.ts';
import { scrolling } from './scrolling.ts';
import { start } from './start.ts';
import { transfers } from './transfers.ts';

/** All measurements, in the order in which they are made and shown. */
export const benchmarks: readonly Benchmark[] = [
  start,
  ...transfers,
  loopDelay,
  ...listings,
  deletion,
  millionListing,
  ...sortAndFilter,
  ...scrolling,
];
