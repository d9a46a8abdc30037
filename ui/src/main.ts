// Where the screens start.
import { mount } from "svelte";
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/print.css";
import App from "./App.svelte";

const place = document.getElementById("goldaw");
if (place) mount(App, { target: place });
