import { describeConformance } from './conformance.ts';

describeConformance(3, 4);
