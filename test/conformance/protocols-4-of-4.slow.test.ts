import { describeConformance } from './conformance.ts';

describeConformance(4, 4);
