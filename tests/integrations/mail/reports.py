"""Delivery reports as mail servers write them."""

MESSAGE_ID = "<0198f3c2-0000-7000-8000-000000000001@ancora.test>"
TO = "giulia@cliente.test"


def postfix_report(
    *,
    message_id: str = MESSAGE_ID,
    to: str = TO,
    action: str = "failed",
    status: str = "5.1.1",
    returned: str = "text/rfc822-headers",
) -> bytes:
    """A report of a Postfix server (RFC 3464), which gives the headers back."""
    return f"""Return-Path: <>
From: MAILER-DAEMON@mx.cliente.test (Mail Delivery System)
To: noreply@ancora.test
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="8A1F2.1763726400/mx.cliente.test"

--8A1F2.1763726400/mx.cliente.test
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.cliente.test.

<{to}>: host mx.cliente.test[192.0.2.7] said: 550 5.1.1
    User unknown (in reply to RCPT TO command)

--8A1F2.1763726400/mx.cliente.test
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.cliente.test
X-Postfix-Queue-ID: 8A1F2
Arrival-Date: Fri, 21 Nov 2026 12:00:00 +0000 (UTC)

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.cliente.test
Diagnostic-Code: smtp; 550 5.1.1
    User unknown

--8A1F2.1763726400/mx.cliente.test
Content-Description: Undelivered Message Headers
Content-Type: {returned}

From: =?utf-8?q?Studio_=C3=80ncora?= <noreply@ancora.test>
To: {to}
Subject: La Sua fattura
Message-ID: {message_id}

--8A1F2.1763726400/mx.cliente.test--
""".replace("\n", "\r\n").encode()


def exchange_report(message_id: str = MESSAGE_ID, to: str = TO) -> bytes:
    """A report of Exchange Online, which gives the whole mail back and knows details with two digits."""
    return f"""From: <postmaster@ancora.test>
To: <noreply@ancora.test>
Date: Sat, 21 Nov 2026 12:00:00 +0000
Subject: Undeliverable: La Sua fattura
Content-Type: multipart/report; report-type=delivery-status; boundary="b_1"
MIME-Version: 1.0

--b_1
Content-Type: multipart/alternative; boundary="b_2"

--b_2
Content-Type: text/plain; charset="us-ascii"

Your message couldn't be delivered.

--b_2--

--b_1
Content-Type: message/delivery-status

Reporting-MTA: dns;AM0PR01MB0001.eurprd01.prod.exchangelabs.com
Received-From-MTA: dns;AM0PR01MB0002.eurprd01.prod.exchangelabs.com

Original-Recipient: rfc822;{to}
Final-Recipient: rfc822;{to}
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found by SMTP address lookup
X-Display-Name: Giulia

--b_1
Content-Type: message/rfc822

From: noreply@ancora.test
To: {to}
Subject: La Sua fattura
Message-ID: {message_id}
Content-Type: text/plain

Gentile Giulia

--b_1--
""".replace("\n", "\r\n").encode()
