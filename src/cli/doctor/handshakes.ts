/** Checks whether WebSocket handshakes get through. */
import { V2_NAME } from "../../protocol/offer.ts";
import { exchange, type HttpAnswer } from "./exchange.ts";
import type { Credentials } from "./credentials.ts";
import { sentElsewhere, whyUnreached } from "./reach.ts";
import { type Check, failed, ok } from "./report.ts";
import type { Target } from "./target.ts";

const UPGRADE = "upgrade";
const UPGRADE_ADVICE = "let the proxy pass the headers Upgrade and Connection on, over HTTP/1.1 " +
  "(nginx: proxy_http_version 1.1 and two proxy_set_header lines, see the operator's guide)";

const HANDSHAKE = {
  Upgrade: "websocket",
  Connection: "Upgrade",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "ZXN0aW1hdGV4IGRvY3Rvcg==",
};

/** Checks whether handshakes get through: those of v1 clients, those of v2, and those of pages. */
export async function checkHandshakes(
  target: Target,
  { headers }: Pick<Credentials, "headers">,
): Promise<readonly Check[]> {
  const sendHandshake: SendHandshake = (more) => handshake(target, { ...headers, ...more });
  const upgrade = await sendHandshake({});
  if (upgrade.check.result === "failed") return [upgrade.check];
  const v2 = await sendHandshake({ "Sec-WebSocket-Protocol": V2_NAME });
  return [upgrade.check, protocolCheck(v2), await originCheck(target, sendHandshake)];
}

/** Sends a handshake with these additional headers. */
type SendHandshake = (more: Readonly<Record<string, string>>) => Promise<Handshake>;

interface Handshake {
  readonly check: Check;
  readonly answer: HttpAnswer | null;
}

/** Sends a handshake without parameters: a server upgrades it, says what is missing, and opens no room [W4]. */
async function handshake(
  target: Target,
  headers: Readonly<Record<string, string>>,
): Promise<Handshake> {
  try {
    const answer = await exchange(target, target.path, { ...headers, ...HANDSHAKE });
    return { check: upgradeCheck(answer), answer };
  } catch (error) {
    const { message, advice } = whyUnreached(error, target);
    return { check: failed(UPGRADE, message, advice), answer: null };
  }
}

function upgradeCheck(answer: HttpAnswer): Check {
  const { status, headers } = answer;
  if (status === 101 && headers.get("sec-websocket-accept") !== null) {
    return ok(UPGRADE, "a WebSocket handshake gets through");
  }
  const [why, advice] = sentElsewhere(answer) ?? whyNotUpgraded(answer);
  const lost = `a WebSocket handshake is answered with status ${status} instead of 101`;
  return failed(UPGRADE, why === null ? lost : `${lost}: ${why}`, advice);
}

/** What an answer to a handshake shows of its reason, null: nothing; and advice. */
function whyNotUpgraded({ status, body }: HttpAnswer): readonly [string | null, string] {
  switch (status) {
    case 426:
    case 400:
      return ["its headers got lost on the way", UPGRADE_ADVICE];
    case 403:
      return body.startsWith("Origin ")
        ? [
          "the server got an Origin that was not sent",
          "let the proxy pass the header Origin on unchanged, and add none",
        ]
        : ["something refuses it", "look at the proxy's rules and its log"];
    case 404:
      return ["the path is unknown", "let the proxy pass /ws on, path included"];
    case 502:
    case 503:
    case 504:
      return [
        "the proxy does not reach the server, or the server is full",
        "check that it runs, and the proxy's backend address",
      ];
    default:
      return [null, UPGRADE_ADVICE];
  }
}

function protocolCheck({ check, answer }: Handshake): Check {
  const name = "protocol";
  if (check.result === "failed") return { ...check, name };
  const agreed = answer?.headers.get("sec-websocket-protocol") ?? null;
  if (agreed === V2_NAME) return ok(name, `${V2_NAME} is selected`);
  const selected = agreed === null ? "no sub-protocol" : "another";
  return failed(
    name,
    `${V2_NAME} was offered, but ${selected} was selected`,
    "let the proxy pass Sec-WebSocket-Protocol on, both ways",
  );
}

async function originCheck({ origin }: Target, sendHandshake: SendHandshake): Promise<Check> {
  const name = "origin";
  const { answer, check } = await sendHandshake({ Origin: origin });
  if (answer?.status === 101) return ok(name, `pages from ${origin} may connect`);
  if (answer?.status !== 403) return { ...check, name };
  return failed(
    name,
    `pages from ${origin} may not connect`,
    "have the proxy pass the headers Host and Origin on as they came, and start the server with " +
      `--public-url ${origin}, or with the path that it has there`,
  );
}
