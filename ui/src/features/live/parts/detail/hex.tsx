import { useState } from "react";
import { count } from "../../../../lib/format";
import { HEX_LINE, hexLines } from "../../../../lib/hex";
import { detail as text } from "../../../../lib/strings/detail";

/** Lines that are shown at first, and each time one asks for more. */
const LINES = 128;

/** The bytes as they were sent. */
export function Hex({ bytes }: { bytes: Uint8Array }) {
  const [most, setMost] = useState(LINES);
  const left = bytes.length - most * HEX_LINE;
  return (
    <div className="flex flex-col items-start gap-1">
      <table className="border-separate border-spacing-x-3 font-mono text-row leading-5 selectable">
        <thead className="sr-only">
          <tr>
            <th>{text.hexPlace}</th>
            <th>{text.hexBytes}</th>
            <th>{text.hexText}</th>
          </tr>
        </thead>
        <tbody>
          {hexLines(bytes, most).map(({ offset, bytes, text }) => (
            <tr key={offset} className="whitespace-pre">
              <td className="text-faint">{offset}</td>
              <td>{bytes}</td>
              <td className="text-green">{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 && (
        <button
          type="button"
          className="ml-3 rounded-sm text-row text-accent hover:underline"
          onClick={() => setMost(most * 2)}
        >
          {text.hexMore(count(left))}
        </button>
      )}
    </div>
  );
}
