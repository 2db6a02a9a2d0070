namespace Heapline.Cli;

/// <summary>
/// Tells somebody at a terminal that a long piece of work goes on, and how far it is: one line on standard error, which is gone when the work is done. Nothing where
/// standard error is no terminal, and nothing for what is over within a second.
/// </summary>
internal sealed class Progress : IDisposable
{
    private const string EraseLine = "\r\u001b[K";

    private readonly TextWriter _output;
    private readonly string _what;
    private readonly Func<double> _share;
    private readonly Timer? _timer;
    private readonly Lock _lock = new();
    private bool _shown;
    private bool _over;

    private Progress(TextWriter output, string what, Func<double> share, TimeSpan after, TimeSpan every, bool isTerminal)
    {
        _output = output;
        _what = what;
        _share = share;
        if (isTerminal)
            _timer = new Timer(_ => Show(), null, after, every);
    }

    /// <summary>Begins to look after a piece of work; it is over when this is disposed.</summary>
    /// <param name="what">What is done: <c>reading x.mprofile</c>.</param>
    /// <param name="share">How much of it is done, 0 to 1; asked from another thread.</param>
    public static Progress Of(string what, Func<double> share) => Of(
        StandardStreams.Error, what, share, TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(200),
        !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb"));

    internal static Progress Of(TextWriter output, string what, Func<double> share, TimeSpan after, TimeSpan every, bool isTerminal) =>
        new(output, what, share, after, every, isTerminal);

    /// <summary>The work is over: the line goes.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        lock (_lock)
        {
            _over = true;
            if (!_shown)
                return;
            _output.Write(EraseLine);
            _output.Flush();
        }
    }

    private void Show()
    {
        lock (_lock)
        {
            // A last call of the timer may come when the line is gone already.
            if (_over)
                return;
            _shown = true;
            _output.Write($"{EraseLine}mprof: {_what}, {Math.Clamp((int)(100 * _share()), 0, 100)} %");
            _output.Flush();
        }
    }
}
