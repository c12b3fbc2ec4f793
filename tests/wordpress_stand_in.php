<?php
// What the plugins for WordPress use of it, of WooCommerce, Action Scheduler and Contact Form 7, kept in memory. A test adds its scene behind
// the snippet.

define('ABSPATH', __DIR__);

$hooks = $running = $orders = $actions = $calls = $log = [];
$answers = []; // statuses of the network's next answers, then 200; 0: nobody answers; -1: the process is stopped during the call

function add_action(string $hook, callable $function, int $priority = 10, int $takes = 1): void
{
    $GLOBALS['hooks'][$hook][] = fn (...$values) => $function(...array_slice($values, 0, $takes));
}

function do_action(string $hook, ...$values): void
{
    $GLOBALS['running'][] = $hook;
    foreach ($GLOBALS['hooks'][$hook] ?? [] as $function) {
        $function(...$values);
    }
    array_pop($GLOBALS['running']);
}

function current_action(): string
{
    return end($GLOBALS['running']);
}

function wp_unslash($value)
{
    return is_string($value) ? stripslashes($value) : $value;
}

function esc_html(string $text): string
{
    return htmlspecialchars($text, ENT_QUOTES);
}

class WP_Error
{
    public function get_error_message(): string
    {
        return 'timed out';
    }
}

function is_wp_error($answer): bool
{
    return $answer instanceof WP_Error;
}

function wp_remote_get(string $url, array $options)
{
    $GLOBALS['calls'][] = preg_replace('#^https?://[^/]+#', '', $url);
    assert($options === ['timeout' => 10, 'redirection' => 0]);
    $status = array_shift($GLOBALS['answers']) ?? 200;
    if ($status === -1) {
        throw new Exception('stopped');
    }
    return $status === 0 ? new WP_Error() : ['status' => $status];
}

function wp_remote_retrieve_response_code(array $answer): int
{
    return $answer['status'];
}

class WC_Gateway_COD
{
}

class Courier extends WC_Gateway_COD
{
}

function wc_get_payment_gateway_by_order(Order $order)
{
    return ['cod' => new WC_Gateway_COD(), 'courier' => new Courier()][$order->method] ?? false;
}

function wc_format_decimal(string $number, $decimals = false): string
{
    return $decimals === false ? $number : number_format((float) $number, $decimals, '.', '');
}

function wc_get_logger(): object
{
    return new class {
        public function error(string $message, array $context): void
        {
            $GLOBALS['log'][] = "$context[source]: $message";
        }
    };
}

function wc_get_order($id)
{
    return $GLOBALS['orders'][$id] ?? false;
}

class Order
{
    public array $meta = [], $notes = [];
    public string $status = 'pending';

    public function __construct(public int $id, public string $method = 'card', public string $total = '24.90', public string $currency = 'USD', ?string $clickId = 'CLICK')
    {
        $GLOBALS['orders'][$id] = $this;
        $_COOKIE['local_click_id'] = $clickId === null ? null : addslashes($clickId); // as WordPress does
        do_action('woocommerce_checkout_create_order', $this);
    }

    public function get_meta(string $key)
    {
        return $this->meta[$key] ?? '';
    }

    public function update_meta_data(string $key, $value): void
    {
        $this->meta[$key] = $value;
    }

    public function delete_meta_data(string $key): void
    {
        unset($this->meta[$key]);
    }

    public function save(): void
    {
    }

    public function add_order_note(string $note): void
    {
        $this->notes[] = $note;
    }

    public function get_payment_method(): string
    {
        return $this->method;
    }

    public function get_total(): string
    {
        return $this->total;
    }

    public function get_currency(): string
    {
        return $this->currency;
    }

    public function has_status($statuses): bool
    {
        return in_array($this->status, (array) $statuses, true);
    }

    public function is_paid(): bool
    {
        return $this->has_status(['processing', 'completed']);
    }

    public function update_status(string $status): void
    {
        $before = $this->status;
        $this->status = $status;
        do_action("woocommerce_order_status_$status", $this->id);
        do_action('woocommerce_order_status_changed', $this->id, $before, $status, $this);
    }

    public function payment_complete(): void
    {
        $this->update_status('processing');
        do_action('woocommerce_payment_complete', $this->id);
    }
}

function as_schedule_single_action(int $time, string $hook, array $values, string $group): void
{
    $GLOBALS['actions'][] = (object) ['time' => $time, 'hook' => $hook, 'args' => $values, 'group' => $group, 'status' => 'pending'];
}

function as_get_scheduled_actions(array $wanted, string $kind): array
{
    unset($wanted['per_page']);
    return array_keys(array_filter($GLOBALS['actions'], fn ($action) => array_diff_key((array) $action, ['time' => 0]) == $wanted));
}

function as_unschedule_all_actions(string $hook, array $values, string $group): void
{
    foreach (as_get_scheduled_actions(['hook' => $hook, 'args' => $values, 'group' => $group, 'status' => 'pending'], 'ids') as $number) {
        $GLOBALS['actions'][$number]->status = 'canceled';
    }
}

/** WordPress's own plan. */
function wp_schedule_single_event(int $time, string $hook, array $values): void
{
    as_schedule_single_action($time, $hook, $values, '');
}

function wp_clear_scheduled_hook(string $hook, array $values): void
{
    as_unschedule_all_actions($hook, $values, '');
}

function spawn_cron(): void
{
}

/** Send a form of Contact Form 7 as a visitor with this click ID in the cookie. */
function send_form(?string $clickId = 'CLICK', string $title = 'Contact'): void
{
    $_COOKIE['local_click_id'] = $clickId === null ? null : addslashes($clickId); // as WordPress does
    do_action('wpcf7_mail_sent', new class ($title) {
        public function __construct(private string $title)
        {
        }

        public function title(): string
        {
            return $this->title;
        }
    });
}

/** Run the action that is due first; return in how many minutes it was due, or null if none waits. */
function run_next(): ?int
{
    $waiting = array_filter($GLOBALS['actions'], fn ($action) => $action->status === 'pending');
    usort($waiting, fn ($one, $other) => $one->time <=> $other->time);
    if (!$waiting) {
        return null;
    }
    $waiting[0]->status = 'in-progress';
    try {
        do_action($waiting[0]->hook, ...$waiting[0]->args);
        $waiting[0]->status = 'complete';
    } catch (Exception) {
        $waiting[0]->status = 'failed';
    }
    return (int) round(($waiting[0]->time - time()) / 60);
}

$wpdb = new class {
    public string $options = 'options';
    public array $rows = [];

    public function prepare(string $query, ...$values): array
    {
        return [$query, ...array_map('strval', $values)];
    }

    public function query(array $prepared): int
    {
        if (str_starts_with($prepared[0], 'INSERT')) {
            [, $name, $value] = $prepared;
            $does = !isset($this->rows[$name]);
        } else {
            [, $value, $name, $before] = $prepared;
            $does = ($this->rows[$name] ?? null) === $before;
        }
        $this->rows[$name] = $does ? $value : $this->rows[$name];
        return (int) $does;
    }

    public function get_var(array $prepared): ?string
    {
        return $this->rows[$prepared[1]] ?? null;
    }

    public function update(string $table, array $values, array $where): void
    {
        $this->rows[$where['option_name']] = $values['option_value'];
    }

    public function delete(string $table, array $where): void
    {
        unset($this->rows[$where['option_name']]);
    }
};
