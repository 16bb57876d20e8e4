import { SPARK, sparkPoints } from "../lib/spark";

/** A small curve without axes; `label` says what it is and how high it goes. */
export function Sparkline({
  values,
  slots,
  label,
}: {
  values: readonly number[];
  slots: number;
  label: string;
}) {
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 -1 ${SPARK.width} ${SPARK.height + 2}`}
      preserveAspectRatio="none"
      className="h-5 w-full text-system"
    >
      <title>{label}</title>
      <polyline
        points={sparkPoints(values, slots)}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.25"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
