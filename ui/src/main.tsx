import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Root } from "./app/root";
import "./lib/theme";
import "./index.css";
import { chooseCarrier } from "./platform";

const carrier = await chooseCarrier();
const host = document.getElementById("root");
if (host) {
  createRoot(host).render(
    <StrictMode>
      <Root carrier={carrier} />
    </StrictMode>,
  );
}
