/** The options of `gen-values plan`. They load nothing that takes time: every command waits for them. */
import { Option } from 'commander';
import schema from '../../../schemas/plan.schema.json';
import type { JsonSchema } from '../../values/schema/types';

/** `itemBytes` → `item-bytes`: how a requirement is called on the command line. */
export function optionName(requirement: string): string {
  return requirement.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** One option for each requirement. Those left out get their defaults from the schema, when they are read. */
export function requirementOptions(): Option[] {
  return Object.entries<JsonSchema>(schema.properties as Record<string, JsonSchema>).map(([requirement, property]) => {
    const required = schema.required.includes(requirement) ? 'required' : '';
    const preset = property.default === undefined ? '' : `default ${property.default}`;
    const unit = property['x-written'] === 'duration' ? '' : property['x-unit'];
    const facts = [unit, required, preset].filter(Boolean).join('; ');
    return new Option(
      `--${optionName(requirement)} <${property['x-written'] ?? 'number'}>`,
      `${property.description}${facts && ` [${facts}]`}`,
    );
  });
}
