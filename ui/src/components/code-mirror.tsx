import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json, jsonParseLinter } from "@codemirror/lang-json";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { linter } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";
import { EDITOR_HEIGHT, type JsonEditorProps } from "./json-editor";

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--text)" },
  { tag: tags.string, color: "var(--green)" },
  { tag: tags.number, color: "var(--blue)" },
  { tag: [tags.bool, tags.null], color: "var(--violet)" },
  { tag: tags.punctuation, color: "var(--dim)" },
]);

const look = EditorView.theme({
  "&": { fontSize: "12px", backgroundColor: "var(--raised)", height: "100%" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-1px" },
  ".cm-scroller": { fontFamily: "var(--font-mono, monospace)", lineHeight: "18px" },
  ".cm-content": { caretColor: "var(--text)", padding: "6px 0" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-line": { padding: "0 8px" },
  ".cm-tooltip": {
    backgroundColor: "var(--raised)",
    borderColor: "var(--line-strong)",
    color: "var(--text)",
  },
  ".cm-lintRange-error": { textDecoration: "underline wavy var(--red)", backgroundImage: "none" },
});

/** The editor itself; loaded when the first one is shown. */
export default function CodeMirror({
  label,
  value,
  onChange,
  onSubmit,
  faults,
  height = EDITOR_HEIGHT,
  autoFocus = false,
}: JsonEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef({ onChange, onSubmit, faults });
  latest.current = { onChange, onSubmit, faults };
  const first = useRef({ value, autoFocus });

  useEffect(() => {
    if (!host.current) return;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: first.current.value,
        extensions: [
          history(),
          json(),
          linter((editor) => {
            if (editor.state.doc.length === 0) return [];
            const more = latest.current.faults?.(editor.state.doc.toString()) ?? [];
            const placed = more.map((fault) => ({ ...fault, severity: "error" as const }));
            return [...jsonParseLinter()(editor), ...placed];
          }),
          bracketMatching(),
          syntaxHighlighting(colours),
          look,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": label }),
          keymap.of([
            {
              key: "Mod-Enter",
              run: () => {
                latest.current.onSubmit?.();
                return true;
              },
            },
            {
              key: "Escape",
              run: (editor) => {
                editor.contentDOM.blur();
                return true;
              },
            },
            // Tab goes on to the next control: an editor that keeps it is a trap by keyboard.
            ...defaultKeymap,
            ...historyKeymap,
          ]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    if (first.current.autoFocus) editor.focus();
    return () => editor.destroy();
  }, [label]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  return (
    <div
      ref={host}
      style={{ height }}
      className="overflow-hidden rounded-control border border-line-strong bg-raised"
    />
  );
}
