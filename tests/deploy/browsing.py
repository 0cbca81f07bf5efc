"""What somebody does in the classroom, with a browser."""

from urllib.parse import urlsplit

from playwright.sync_api import Page

# Run code in a new kernel of the server whose page this is; return what it prints.
RUN = """async ([base, code]) => {
  const xsrf = document.cookie.match(/_xsrf=([^;]+)/)[1];
  const made = await fetch(`${base}api/kernels`,
    { method: "POST", headers: { "X-XSRFToken": xsrf }, body: "{}" });
  if (!made.ok) return `no kernel: ${made.status}`;
  const { id } = await made.json();
  const socket = new WebSocket(
    `${base.replace("http", "ws")}api/kernels/${id}/channels?session_id=${id}`);
  const ask = (type, content) => socket.send(JSON.stringify({
    header: { msg_id: type, msg_type: type, session: id, username: "", version: "5.3",
      date: new Date().toISOString() },
    parent_header: {}, metadata: {}, channel: "shell", buffers: [], content }));
  const output = await new Promise((resolve) => {
    let text = "";
    socket.onopen = () => ask("kernel_info_request", {});
    socket.onclose = () => resolve(`${text} (closed)`);
    socket.onmessage = ({ data }) => {
      const { header, content, parent_header: parent } = JSON.parse(data);
      if (header.msg_type === "kernel_info_reply")
        ask("execute_request", { code, silent: false, store_history: false,
          user_expressions: {}, allow_stdin: false, stop_on_error: true });
      if (parent.msg_id !== "execute_request") return;
      if (header.msg_type === "stream") text += content.text;
      if (header.msg_type === "error") text += `${content.ename}: ${content.evalue}`;
      if (content.execution_state === "idle") resolve(text);
    };
  });
  socket.onclose = null;
  socket.close();
  await fetch(`${base}api/kernels/${id}`,
    { method: "DELETE", headers: { "X-XSRFToken": xsrf } });
  return output;
}"""

# Press a button of the formgrader, by what the button asks of its server.
PRESS = """async (url) => {
  const xsrf = document.cookie.match(/_xsrf=([^;]+)/)[1];
  const answer = await fetch(url, { method: "POST", headers: { "X-XSRFToken": xsrf } });
  return answer.json();
}"""


def log_in(
    page: Page, address: str, name: str, password: str, goal: str = "/hub/spawn"
) -> None:
    """Send name and password; which page answers is another question."""
    page.goto(f"{address}/hub/login?next={goal}")
    page.locator("#username_input").fill(name)
    page.locator("#password_input").fill(password)
    page.locator("#login_submit").click()


def run(page: Page, code: str) -> str:
    """Run code as whose server this page is of; return what it prints."""
    parts = urlsplit(page.url)
    user, name = parts.path.split("/")[1:3]
    assert user == "user", page.url
    base = f"{parts.scheme}://{parts.netloc}/{user}/{name}/"
    return page.evaluate(RUN, [base, code]).strip()


def press(page: Page, assignment: str, button: str) -> dict:
    """Press a button of the formgrader whose page it is; return what it reports."""
    start = page.url.split("/formgrader/")[0]
    url = f"{start}/formgrader/api/assignment/{assignment}/{button}"
    return page.evaluate(PRESS, url)
