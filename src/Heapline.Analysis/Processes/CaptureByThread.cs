using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>A capture in which each call stack begins with the thread that it is of, so that every report tells threads apart.</summary>
public static class CaptureByThread
{
    // Real programs have tens of thousands. A capture from a stranger could have a million for each of as many threads.
    private const int MostStacks = 1 << 20;

    /// <summary>The same capture with a frame for the thread below every call stack. Its function is named "thread NAME", and "of PROCESS PID" where there are several.</summary>
    public static CaptureData Split(CaptureData capture)
    {
        ArgumentNullException.ThrowIfNull(capture);
        var functions = capture.Functions.ToList();
        var stacks = new List<StackNode>();
        var sites = new List<Site>(capture.Sites.Count);
        var roots = new Dictionary<int, StackId>();
        var known = new Dictionary<(int Thread, int Stack), StackId>();
        foreach (var site in capture.Sites)
        {
            if (!roots.TryGetValue(site.Thread, out var root))
            {
                functions.Add(new Function(LabelOf(capture, site.Thread), "", 0));
                stacks.Add(new StackNode(StackId.None, new FunctionId(functions.Count - 1), 0));
                roots.Add(site.Thread, root = new StackId(stacks.Count - 1));
            }
            sites.Add(site with { Stack = stacks.Count < MostStacks ? OnTop(site.Thread, site.Stack, root) : root });
        }
        return capture with { Functions = functions, Stacks = stacks, Sites = sites };

        StackId OnTop(int thread, StackId stack, StackId root)
        {
            var missing = new List<int>();
            var top = root;
            for (var at = stack; !at.IsNone; at = capture.Stacks[at.Value].Parent)
            {
                if (known.TryGetValue((thread, at.Value), out top))
                    break;
                top = root;
                missing.Add(at.Value);
            }
            for (int index = missing.Count - 1; index >= 0; index--)
            {
                stacks.Add(capture.Stacks[missing[index]] with { Parent = top });
                known.Add((thread, missing[index]), top = new StackId(stacks.Count - 1));
            }
            return top;
        }
    }

    private static string LabelOf(CaptureData capture, int thread)
    {
        var process = capture.Threads[thread].Process;
        var label = $"thread {ProcessLabels.ThreadNameOf(capture, thread)}";
        return capture.Processes.Count > 1 ? $"{label} of {ProcessLabels.NameOf(capture, process)} {capture.Processes[process].Pid}" : label;
    }
}
