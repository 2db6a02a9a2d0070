namespace Heapline.Capture;

/// <summary>A Python function (a code object): its qualified name, its file as the interpreter names it, and the line of its <c>def</c>.</summary>
/// <param name="Name">Qualified name where the interpreter has one (3.11 and later), the bare name otherwise; <c>&lt;module&gt;</c> for module code.</param>
/// <param name="File"><c>co_filename</c>, verbatim; may be relative, or no file at all (<c>&lt;string&gt;</c>).</param>
/// <param name="FirstLine">1-based line of the definition; 0 when unknown.</param>
public sealed record Function(string Name, string File, int FirstLine);

/// <summary>One frame on top of a call stack. A chain of these, from a frame to its <see cref="Parent"/>s, is the whole stack.</summary>
/// <param name="Parent">The caller's stack, or <see cref="StackId.None"/> for an outermost frame.</param>
/// <param name="Function">The function of this frame.</param>
/// <param name="Line">1-based source line being executed; 0 when the interpreter gives none.</param>
public readonly record struct StackNode(StackId Parent, FunctionId Function, int Line);

/// <summary>What blocks are counted by: the call stack that asked, through which function, on which thread of which process.</summary>
/// <param name="Thread">Index into <see cref="CaptureData.Threads"/> (which names the process).</param>
/// <param name="Stack">The Python call stack; <see cref="StackId.None"/> when no Python code was running.</param>
/// <param name="Allocator">The function that handed the block out.</param>
public readonly record struct Site(int Thread, StackId Stack, AllocatorKind Allocator);

/// <summary>A process of the profiled program.</summary>
/// <param name="Index">0 for the first, in order of appearance.</param>
/// <param name="Pid">Process id.</param>
/// <param name="ParentPid">Process id of its parent.</param>
/// <param name="Command">Its command line, one item an argument.</param>
/// <param name="PythonVersion">For example <c>3.12.1</c>; empty when the process is not Python.</param>
/// <param name="StartNs">When it was first seen, nanoseconds since the start of the run.</param>
public sealed record ProcessInfo(int Index, int Pid, int ParentPid, IReadOnlyList<string> Command, string PythonVersion, long StartNs);

/// <summary>A thread that allocated.</summary>
/// <param name="Index">From 0 in order of appearance over all processes.</param>
/// <param name="Process">Index of its process.</param>
/// <param name="Tid">The kernel's thread id.</param>
/// <param name="Name">The kernel's name of the thread, up to 15 bytes; may be empty.</param>
public sealed record ThreadInfo(int Index, int Process, int Tid, string Name);
