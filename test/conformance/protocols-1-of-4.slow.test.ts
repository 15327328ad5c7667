import { describeConformance } from './conformance.ts';

describeConformance(1, 4);
