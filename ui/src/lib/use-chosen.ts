import { useState } from "react";

/**
 * What is kept elsewhere, and what the user has just chosen instead: the choice is shown at once, until what is kept
 * moves. The last function takes the choice back, for when it was refused.
 */
export function useChosen<T>(kept: T): [shown: T, choose: (value: T) => void, takeBack: () => void] {
  const [chosen, setChosen] = useState<{ value: T; over: T }>();
  const shown = chosen && Object.is(chosen.over, kept) ? chosen.value : kept;
  return [shown, (value) => setChosen({ value, over: kept }), () => setChosen(undefined)];
}
