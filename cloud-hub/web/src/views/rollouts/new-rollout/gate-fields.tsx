import { NumberInput } from '@mantine/core';
import type { FieldsProps } from './fields.ts';
import { gateFields, gateSummary } from './gate-draft.ts';
import classes from './new-rollout.module.css';

/** The evidence that halts a rollout; what is left empty is not looked at. */
export function GateFields({ draft: { gates }, change }: FieldsProps) {
  return (
    <details className={classes.block}>
      <summary>
        Gates <span className="small muted">halts by itself: {gateSummary(gates)}</span>
      </summary>
      <div className={classes.pair}>
        {gateFields.map(({ gate, label, description, step }) => (
          <NumberInput
            key={gate}
            size="xs"
            label={label}
            description={description}
            placeholder="not looked at"
            min={0}
            step={step}
            value={gates[gate]}
            onChange={(value) => change({ gates: { ...gates, [gate]: value } })}
          />
        ))}
      </div>
    </details>
  );
}
