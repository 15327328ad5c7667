import { describeConformance } from './conformance.ts';

describeConformance(2, 4);
