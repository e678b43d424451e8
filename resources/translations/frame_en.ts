<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>customer</name>
    <message>
        <source>customer.total</source>
        <translation>Total</translation>
    </message>
    <message>
        <source>customer.expires</source>
        <translation>Expires in {time}</translation>
    </message>
    <message>
        <source>customer.ways</source>
        <translation>Ways to pay</translation>
    </message>
    <message>
        <source>customer.language</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>customer.code</source>
        <translation>Code to pay {total} with {wallet}</translation>
    </message>
    <message>
        <source>customer.window_title</source>
        <translation>Customer screen</translation>
    </message>
</context>
<context>
    <name>device</name>
    <message>
        <source>device.host</source>
        <translation>Host</translation>
    </message>
    <message>
        <source>device.printer</source>
        <translation>Printer</translation>
    </message>
    <message>
        <source>device.customer_screen</source>
        <translation>Customer screen</translation>
    </message>
</context>
<context>
    <name>frame</name>
    <message>
        <source>frame.simulated</source>
        <translation>SIMULATED 模拟</translation>
    </message>
    <message>
        <source>frame.identity</source>
        <translation>{merchant} · TID {terminal} · Batch {batch}</translation>
    </message>
    <message>
        <source>frame.identity_short</source>
        <translation>{merchant} · TID {terminal}</translation>
    </message>
    <message>
        <source>frame.window_title</source>
        <translation>KPay Desktop</translation>
    </message>
    <message>
        <source>frame.window_title_merchant</source>
        <translation>KPay Desktop · {merchant}</translation>
    </message>
    <message>
        <source>frame.rail</source>
        <translation>Pages</translation>
    </message>
    <message>
        <source>frame.clock</source>
        <translation>Time {time}</translation>
    </message>
</context>
<context>
    <name>key</name>
    <message>
        <source>key.back</source>
        <translation>Delete the last figure</translation>
    </message>
    <message>
        <source>key.clear</source>
        <translation>Clear</translation>
    </message>
</context>
<context>
    <name>language</name>
    <message>
        <source>language.en</source>
        <translation>English</translation>
    </message>
    <message>
        <source>language.zh_CN</source>
        <translation>简体中文</translation>
    </message>
    <message>
        <source>language.switch</source>
        <translation>Language</translation>
    </message>
</context>
<context>
    <name>more</name>
    <message>
        <source>more.language</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>more.theme</source>
        <translation>Appearance</translation>
    </message>
    <message>
        <source>more.about</source>
        <translation>About this till</translation>
    </message>
    <message>
        <source>more.actions</source>
        <translation>At this till</translation>
    </message>
</context>
<context>
    <name>page</name>
    <message>
        <source>page.sale</source>
        <translation>Sale</translation>
    </message>
    <message>
        <source>page.transactions</source>
        <translation>Transactions</translation>
    </message>
    <message>
        <source>page.void</source>
        <translation>Void</translation>
    </message>
    <message>
        <source>page.settlement</source>
        <translation>Settlement</translation>
    </message>
    <message>
        <source>page.reports</source>
        <translation>Reports</translation>
    </message>
    <message>
        <source>page.more</source>
        <translation>More</translation>
    </message>
    <message>
        <source>page.sign_in</source>
        <translation>Sign in</translation>
    </message>
    <message>
        <source>page.trouble</source>
        <translation>Needs attention</translation>
    </message>
</context>
<context>
    <name>role</name>
    <message>
        <source>role.cashier</source>
        <translation>Cashier</translation>
    </message>
    <message>
        <source>role.supervisor</source>
        <translation>Supervisor</translation>
    </message>
    <message>
        <source>role.manager</source>
        <translation>Manager</translation>
    </message>
</context>
<context>
    <name>screen</name>
    <message>
        <source>screen.second</source>
        <translation>Customer screen on {detail}</translation>
    </message>
    <message>
        <source>screen.windowed</source>
        <translation>Customer screen in a window: no second screen</translation>
    </message>
</context>
<context>
    <name>signin</name>
    <message>
        <source>signin.pin</source>
        <translation>PIN, {entered} of {length} entered</translation>
    </message>
    <message>
        <source>signin.demo</source>
        <translation>Demo mode</translation>
    </message>
    <message>
        <source>signin.demo_pins</source>
        <translation>Demo PINs</translation>
    </message>
    <message>
        <source>signin.busy</source>
        <translation>Checking the PIN…</translation>
    </message>
    <message>
        <source>signin.operators</source>
        <translation>Who signs in</translation>
    </message>
    <message>
        <source>signin.pick</source>
        <translation>Sign in as {name}</translation>
    </message>
</context>
<context>
    <name>step</name>
    <message>
        <source>step.amount</source>
        <translation>Amount</translation>
    </message>
    <message>
        <source>step.method</source>
        <translation>Method</translation>
    </message>
    <message>
        <source>step.pay</source>
        <translation>Customer pays</translation>
    </message>
    <message>
        <source>step.receipt</source>
        <translation>Receipt</translation>
    </message>
    <message>
        <source>step.position</source>
        <translation>Step {number} of {count}: {name}</translation>
    </message>
</context>
<context>
    <name>theme</name>
    <message>
        <source>theme.light</source>
        <translation>Light</translation>
    </message>
    <message>
        <source>theme.dark</source>
        <translation>Dark</translation>
    </message>
    <message>
        <source>theme.contrast</source>
        <translation>High contrast</translation>
    </message>
</context>
<context>
    <name>trouble</name>
    <message>
        <source>trouble.contact</source>
        <translation>Contact us</translation>
    </message>
</context>
<context>
    <name>wallet</name>
    <message>
        <source>wallet.paynow</source>
        <translation>PayNow</translation>
    </message>
    <message>
        <source>wallet.wechat</source>
        <translation>WeChat Pay</translation>
    </message>
    <message>
        <source>wallet.alipay</source>
        <translation>Alipay+</translation>
    </message>
</context>
</TS>
