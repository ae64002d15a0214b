import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import { aurocText, latencyText, sizeText } from './release-text.ts';
import classes from './releases.module.css';

/** What each variant is worth and costs. */
export function VariantTable({ variants }: { readonly variants: readonly ReleaseVariant[] }) {
  return (
    <div className={classes.scroller}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Variant</th>
            <th scope="col">AUROC (95 %)</th>
            <th scope="col">Latency</th>
            <th scope="col" className="number">
              Size
            </th>
          </tr>
        </thead>
        <tbody>
          {variants.map((variant) => (
            <tr key={variant.name}>
              <th scope="row">{variant.name}</th>
              <td>{aurocText(variant.evaluation)}</td>
              <td>{latencyText(variant.evaluation)}</td>
              <td className="number">{sizeText(variant)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
