# A mail server that nobody here wrote (aiosmtpd), on a free port of this machine: python3 sink.py
# Says its port on the first line of its output, then each mail that arrived as a line of JSON.
import asyncio, email, email.policy, json, sys
from aiosmtpd.smtp import SMTP


class Handler:
    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        print(json.dumps({
            "to": envelope.rcpt_tos, "from": envelope.mail_from, "subject": mail["subject"], "id": mail["Message-ID"],
            "text": mail.get_body(("plain",)).get_content(), "html": mail.get_body(("html",)).get_content(),
        }), flush=True)
        return "250 2.0.0 taken"


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Handler(), hostname="sink.example"), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    # Ends with whoever started it.
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
