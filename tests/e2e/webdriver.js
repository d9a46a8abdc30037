// A small WebDriver client over fetch: just the commands the journeys need, as the W3C text names them.
// It knows neither the screens nor how the browser was started. https://www.w3.org/TR/webdriver2/

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** What the driver refused, with its own word for it in `code` ("stale element reference", ...). */
export class DriverRefusal extends Error {
  constructor(code, message) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

/** One browser session; every method answers when the browser has done it. */
export class Session {
  static async start(driver, capabilities) {
    const value = await send("POST", `${driver}/session`, {
      capabilities: { alwaysMatch: capabilities },
    });
    return new Session(`${driver}/session/${value.sessionId}`);
  }

  constructor(base) {
    this.base = base;
  }

  end() {
    return send("DELETE", this.base);
  }

  /** Runs `body` as a function in the page; elements go in and come out as their ids. */
  async script(body, ...args) {
    const wrapped = args.map((value) => (value instanceof Element ? { [ELEMENT]: value.id } : value));
    const value = await send("POST", `${this.base}/execute/sync`, {
      script: body,
      args: wrapped,
    });
    return value && typeof value === "object" && ELEMENT in value ? new Element(value[ELEMENT]) : value;
  }

  click(element) {
    return send("POST", `${this.base}/element/${element.id}/click`, {});
  }

  clear(element) {
    return send("POST", `${this.base}/element/${element.id}/clear`, {});
  }

  type(element, text) {
    return send("POST", `${this.base}/element/${element.id}/value`, { text });
  }

  /** Presses and releases the keys one after another wherever the focus is; names as in KEYS, else one character. */
  async press(...keys) {
    const actions = [];
    for (const key of keys) {
      const held = key.split("+").map((name) => KEYS[name] ?? name);
      actions.push(...held.map((value) => ({ type: "keyDown", value })));
      actions.push(...held.reverse().map((value) => ({ type: "keyUp", value })));
    }
    await send("POST", `${this.base}/actions`, {
      actions: [{ type: "key", id: "keyboard", actions }],
    });
  }

  /** The page as PNG bytes, as the browser draws it. */
  async screenshot() {
    return Buffer.from(await send("GET", `${this.base}/screenshot`), "base64");
  }
}

/** An element of the page, good until the page draws it anew. */
export class Element {
  constructor(id) {
    this.id = id;
  }
}

const KEYS = {
  Enter: "\uE007",
  Tab: "\uE004",
  Escape: "\uE00C",
  Backspace: "\uE003",
  Space: " ",
  Up: "\uE013",
  Down: "\uE015",
  Left: "\uE012",
  Right: "\uE014",
  Home: "\uE011",
  End: "\uE010",
  Shift: "\uE008",
  Ctrl: "\uE009",
  Alt: "\uE00A",
  F1: "\uE031",
  F2: "\uE032",
  F3: "\uE033",
  F4: "\uE034",
};

async function send(method, url, body) {
  const reply = await fetch(url, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: { "content-type": "application/json" },
    signal: AbortSignal.timeout(60_000),
  });
  const { value } = await reply.json();
  if (!reply.ok) throw new DriverRefusal(value.error, value.message);
  return value;
}
