import { toJsonSchema } from '../../experiment/config/json-schema.ts';
import { registry } from '../config-loading.ts';
import { Output } from '../output.ts';

/** Prints the JSON Schema of configs. */
export function schema(): void {
  new Output(process.stdout, process.stderr).print(JSON.stringify(toJsonSchema(registry), null, 2));
}
